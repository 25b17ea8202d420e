namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>
/// One line of straight-line code: a statement, or a comment. Where it gives a local a new value, <see cref="Defines"/> is that value and
/// <see cref="Text"/> begins with the local's name. <see cref="Reads"/> are the values that it needs; one that it only adds to is among them.
/// </summary>
internal sealed record Instruction(string Text, Value? Defines, IReadOnlyCollection<Value> Reads);

/// <summary>
/// What a local holds from one assignment that forgets what it was to the last use before the next. Values of one name are never alive at
/// the same time, so they share a local.
/// </summary>
internal sealed class Value(string type, string name)
{
    public string Type => type;

    public string Name => name;
}
