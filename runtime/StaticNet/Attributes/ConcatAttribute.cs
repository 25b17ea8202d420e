namespace StaticNet;

/// <summary>
/// The channels of one value behind those of the other: of all open branches in the order of writing, or of the named values and then
/// the one that stands here. Their spatial sizes must be equal; <c>[C1, H, W]</c> and <c>[C2, H, W]</c> become <c>[C1 + C2, H, W]</c>.
/// </summary>
/// <param name="names">Values whose channels come before those of the one that stands here; none to join the open branches.</param>
public sealed class ConcatAttribute(params string[] names) : JoinAttribute(names);
