namespace StaticNet;

/// <summary>The product of values of one shape, element by element: of all open branches, or of the named values and the one that stands here.</summary>
/// <param name="names">Values to multiply the one that stands here with; none to join the open branches.</param>
public sealed class MultiplyAttribute(params string[] names) : JoinAttribute(names);
