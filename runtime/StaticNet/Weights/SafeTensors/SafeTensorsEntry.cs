namespace StaticNet;

/// <summary>A tensor as the header of a safetensors file lists it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its sizes, the last axis running fastest.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last one.</param>
/// <param name="HeaderOffset">Where in the file the header speaks of it.</param>
internal sealed record SafeTensorsEntry(string Name, SafeTensorsType Type, long[] Shape, long Start, long End, long HeaderOffset)
{
    /// <summary>Name and shape: <c>conv1.weight [6, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{Name} {ShapeText}";

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
