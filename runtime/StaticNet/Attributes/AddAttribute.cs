namespace StaticNet;

/// <summary>The sum of values of one shape, element by element: of all open branches, or of the named values and the one that stands here.</summary>
/// <param name="names">Values to add to the one that stands here; none to join the open branches.</param>
public sealed class AddAttribute(params string[] names) : JoinAttribute(names);
