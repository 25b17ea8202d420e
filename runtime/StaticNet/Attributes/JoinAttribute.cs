namespace StaticNet;

/// <summary>
/// Makes one value of several: without names, of all branches begun since the last join, in the order in which they are written; with
/// names, of the named values, in the order of the names, and then the value that stands here.
/// </summary>
public abstract class JoinAttribute : LayerAttribute
{
    private protected JoinAttribute(string[] names) => Names = names;

    /// <summary>Names, given by <see cref="LayerAttribute.As"/>, of the values that come before the one that stands here.</summary>
    public string[] Names { get; }
}
