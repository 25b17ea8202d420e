namespace StaticNet;

/// <summary>Goes back to a named value: the next layer reads it instead of the value before.</summary>
/// <param name="name">The name that <c>As</c> gave the value.</param>
/// <example>
/// <code>
/// [Conv(64, 3, Padding = 1), Relu(As = "features")]
/// [Conv(10, 1), GlobalAvgPool, Softmax(As = "label"), Output("label")]
/// [From("features"), Conv(4, 1), GlobalAvgPool]
/// </code>
/// </example>
public sealed class FromAttribute(string name) : PartAttribute
{
    /// <summary>The name that <c>As</c> gave the value.</summary>
    public string Name => name;
}
