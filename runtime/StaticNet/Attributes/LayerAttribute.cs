namespace StaticNet;

/// <summary>
/// A layer of the network, or of the block of layers, that the class declares. Sizes and options that a block may set from its own
/// parameters are typed <see cref="object"/>; anything that is not an <see cref="int"/> there, or a list of them
/// where one number per axis may stand, or inside a block an expression over its parameters, is a build error.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : PartAttribute
{
    /// <summary>
    /// A name for the layer's output in place of its kind and ordinal (<c>conv1</c>), by which <c>From</c>, <c>Add</c>, <c>Concat</c>,
    /// <c>Multiply</c> and <c>Output</c> find it; it also names the layer's parameters, in code and in weight files.
    /// </summary>
    public string? As { get; set; }
}
