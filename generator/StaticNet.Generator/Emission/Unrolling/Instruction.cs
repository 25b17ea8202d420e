namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>
/// One line of straight-line code: a statement, or a comment. Where it gives a local a new value, <see cref="Defines"/> is that value and
/// the text begins with the local's name. The values that it reads are those that it needs; one that it only adds to is among them.
/// </summary>
/// <param name="From">The first character of its text among those of an <see cref="InstructionList"/>.</param>
/// <param name="Length">The characters of its text.</param>
/// <param name="MultiplyAdds">How many multiply-adds it does.</param>
/// <param name="Defines">The value that begins here, if one does.</param>
/// <param name="FirstRead">The first value that it reads, among those of the list.</param>
/// <param name="Reads">How many values it reads.</param>
internal readonly record struct Instruction(int From, int Length, int MultiplyAdds, Value? Defines, int FirstRead, int Reads);

/// <summary>
/// What a local holds from one assignment that forgets what it was to the last use before the next. Values of one name are never alive at
/// the same time, so they share a local.
/// </summary>
internal sealed class Value(string type, string name)
{
    public string Type => type;

    public string Name => name;
}
