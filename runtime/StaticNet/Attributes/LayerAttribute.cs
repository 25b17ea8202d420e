namespace StaticNet;

/// <summary>
/// A layer of the network that the class declares. Sizes and options that one day a block of layers may set from its
/// own parameters are typed <see cref="object"/>; anything that is not an <see cref="int"/> there, or a list of them
/// where one number per axis may stand, is a build error.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// A name for the layer's output in place of its kind and ordinal (<c>conv1</c>); it also names the layer's
    /// parameters, in code and in weight files.
    /// </summary>
    public string? As { get; set; }
}
