namespace StaticNet;

/// <summary>A type of tensor elements in a safetensors file.</summary>
/// <param name="Name">As it stands in the header.</param>
/// <param name="Bytes">Size of one element.</param>
internal sealed record SafeTensorsType(string Name, int Bytes)
{
    public static readonly SafeTensorsType F32 = new("F32", 4);
    public static readonly SafeTensorsType F64 = new("F64", 8);
    public static readonly SafeTensorsType F16 = new("F16", 2);
    public static readonly SafeTensorsType BF16 = new("BF16", 2);

    private static readonly SafeTensorsType[] All =
    [
        F32, F64, F16, BF16,
        new("BOOL", 1), new("U8", 1), new("I8", 1), new("F8_E5M2", 1), new("F8_E4M3", 1), new("U16", 2), new("I16", 2),
        new("U32", 4), new("I32", 4), new("U64", 8), new("I64", 8),
    ];

    /// <summary>Whether weights can be read from it.</summary>
    public bool IsReal => this == F32 || this == F64 || this == F16 || this == BF16;

    /// <summary>The type of that name, or null.</summary>
    public static SafeTensorsType? Find(string name) => Array.Find(All, type => type.Name == name);
}
