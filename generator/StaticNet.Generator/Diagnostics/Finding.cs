namespace StaticNet.Generator.Diagnostics;

/// <summary>
/// Something to tell the user, by value: which rule, the numbers for its message, where, and the settings that would
/// work. It names a place by layer and argument instead of holding a location, so that results carrying findings can be
/// cached.
/// </summary>
internal sealed record Finding(
    string Id,
    Site Site,
    EquatableArray<string> Arguments,
    EquatableArray<Setting> Settings)
{
    /// <summary>The uses of blocks that lead to it, outermost first ("ResNet18 > BasicBlock(128, 2)"); empty outside of blocks.</summary>
    public string Within { get; init; } = string.Empty;
}

/// <summary>Which piece of a declaration a finding is about.</summary>
internal enum SiteKind
{
    /// <summary>
    /// The class's identifier; the index counts outwards through its enclosing types, 0 being the class itself.
    /// </summary>
    Class,

    /// <summary>The <c>Network</c> attribute.</summary>
    Network,

    /// <summary>
    /// The attribute of a layer or of another part; the index is its position among the class's attributes of that sort.
    /// </summary>
    Part,

    /// <summary>A parameter of a block's constructor; the index is its ordinal.</summary>
    Parameter,
}

/// <summary>
/// A place in a declaration. <see cref="Arguments"/> are candidates in order of preference: the first one that is
/// written out is meant, and the whole attribute where none is (a stride left at its default has no place of its own).
/// </summary>
internal sealed record Site(SiteKind Kind, int Index, EquatableArray<ArgumentReference> Arguments)
{
    public static Site Class(int depth = 0) => new(SiteKind.Class, depth, []);

    public static Site Network(params ArgumentReference[] arguments) => new(SiteKind.Network, 0, [.. arguments]);

    public static Site Parameter(int ordinal) => new(SiteKind.Parameter, ordinal, []);

    public static Site Part(int index, params ArgumentReference[] arguments) => new(SiteKind.Part, index, [.. arguments]);
}

/// <summary>
/// An attribute argument by the name of its constructor parameter or property; <see cref="Element"/> selects one entry
/// of a list.
/// </summary>
internal readonly record struct ArgumentReference(string Name, int Element = -1)
{
    public static implicit operator ArgumentReference(string name) => new(name);
}

/// <summary>
/// A change that makes the declaration work: <see cref="Argument"/> written as <see cref="Value"/>, on the finding's
/// own layer or on an earlier one whose index <see cref="Layer"/> gives.
/// </summary>
internal sealed record Setting(string Argument, string Value, int Layer = -1)
{
    public override string ToString() => $"{Argument} = {Value}";

    /// <summary>The form in which a diagnostic carries it to the code fixes.</summary>
    public string ToProperty() => $"{Layer}|{Argument}|{Value}";

    public static Setting FromProperty(string property)
    {
        string[] parts = property.Split(['|'], 3);
        return new Setting(parts[1], parts[2], int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
