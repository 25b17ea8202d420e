namespace StaticNet;

/// <summary>What a <see cref="PadAttribute"/> puts around a map.</summary>
public enum PadMode
{
    /// <summary><see cref="PadAttribute.Value"/>, which is 0 unless written.</summary>
    Constant,

    /// <summary>The map mirrored at its outermost pixels, which are not repeated: 2 1 | 0 1 2 | 1 0.</summary>
    Reflect,

    /// <summary>The outermost pixels repeated: 0 0 | 0 1 2 | 2 2.</summary>
    Replicate,
}
