namespace StaticNet.Generator.Tests;

/// <summary>
/// The dice of random declarations. With little <paramref name="wildness"/> most choices could be meant; with much of it sizes, names and
/// flags are anything.
/// </summary>
internal sealed class RandomChoice(Random random, double wildness)
{
    private static readonly string[] Numbers =
        ["1", "2", "3", "4", "5", "8", "0", "-1", "17", "255", "65536", "int.MaxValue", "int.MaxValue - 1", "int.MinValue"];

    private static readonly string[] Oddities =
    [
        "null", "\"3\"", "3.5", "3L", "'c'", "true", "typeof(int)", "new int[0]", "new[] { 1 }", "new[] { 1, 2 }", "new[] { 1, 2, 3 }", "new[] { 1, 2, 3, 4, 5 }",
        "new object[] { 1, null }", "new object[] { \"n\", 2 }", "new object[] { new[] { 1 } , 2 }", "(byte)3", "Fit.Crop", "Pad.Same", "PadMode.Reflect",
        "new[] { -1, 2, 3 }", "new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue }", "(int[])null", "new string[0]", "default(object)",
        "nameof(Fit)", "(Pad)7", "(Fit)9", "Projection.Always", "double.NaN",
    ];

    private static readonly string[] Expressions =
    [
        "nameof(n)", "nameof(m)", "$\"2*{nameof(n)}\"", "$\"({nameof(n)}+{nameof(m)})/1\"", "$\"{nameof(n)}/2\"", "\"n/0\"", "\"n*n*n*n*n*n*n*n*n*n*n\"", "\"(n\"", "\"n)\"",
        "\"\"", "\" \"", "\"k\"", "\"n m\"", "\"--n\"", "\"-(-n)\"", "\"99999999999999999999\"", "\"n/-1\"", "\"9223372036854775807+n\"", "\"n%2\"", "\"٣\"", "\"((((((((((n))))))))))\"",
    ];

    private static readonly string[] Reals = ["0.5", "0", "1", "-1", "double.NaN", "double.PositiveInfinity", "0.9999999999", "1e300", "-1e-300", "1e-60"];

    private static readonly string[] Names =
        ["\"a\"", "\"b\"", "\"c\"", "\"conv1\"", "\"\"", "null", "\"a b\"", "\"A\"", "\"input\"", "\"output\"", "\"class\"", "\"\\n\"", "\"ä\"", "\"1\""];

    /// <summary>Spatial axes of the network that is being written.</summary>
    public int Rank { get; set; } = 2;

    /// <summary>Whether what is being written stands in a block, whose parameters n and m sizes may be made of; its others are flag and fit.</summary>
    public bool IsInBlock { get; set; }

    public bool Wild() => random.NextDouble() < wildness;

    public bool OneIn(int times) => random.Next(times) == 0;

    public int Next(int least, int below) => random.Next(least, below);

    public string Pick(params string[] list) => list[random.Next(list.Length)];

    /// <summary>A number or something that is none.</summary>
    public string Any() => Pick(OneIn(3) ? Oddities : Numbers);

    /// <summary>A whole number; the compiler itself rejects anything else where it converts to an int.</summary>
    public string Whole(params string[] sensible) => Wild() ? (Wild() ? Any() : Pick(Numbers)) : Pick(sensible);

    /// <summary>A size: a number, or in a block an expression over its parameters.</summary>
    public string Size(params string[] sensible) =>
        IsInBlock && OneIn(3) ? Expression()
        : Wild() ? Any()
        : Pick(sensible);

    /// <summary>Channels: like a size, and in a block as often as not made of n, which is one.</summary>
    public string Channels() => IsInBlock && OneIn(2) ? (Wild() ? Pick(Expressions) : Pick("nameof(n)", "$\"2*{nameof(n)}\"")) : Size("4", "8", "6", "12");

    /// <summary>One size for all axes, or one for each.</summary>
    public string PerAxis(params string[] sensible) => OneIn(3) ? List(Wild() ? random.Next(5) : Rank, sensible) : Size(sensible);

    /// <summary>One size for all sides, for the two of each axis, or for each.</summary>
    public string Sides(params string[] sensible) => OneIn(4) ? List(2 * Rank, sensible) : PerAxis(sensible);

    public string Real(params string[] sensible) => Wild() ? Pick(Reals) : Pick(sensible);

    /// <summary>True or false, or in a block its parameter.</summary>
    public string Flag() => IsInBlock && OneIn(3) ? Parameter("nameof(flag)") : Wild() && OneIn(2) ? Pick("null", "1", "\"true\"") : Pick("true", "false");

    /// <summary>A member of an enum, in a block its parameter, or a number that is none's.</summary>
    public string Member(Type type, params string[] sensible) => IsInBlock && type == typeof(Fit) && OneIn(3) ? Parameter("nameof(fit)") : Wild() ? $"({type.Name}){Pick("9", "-1", "0")}" : $"{type.Name}.{Pick(sensible)}";

    public string Name(params string[] sensible) => Wild() || sensible.Length == 0 ? Pick(Names) : Pick(sensible);

    /// <summary>The sizes of a shape.</summary>
    public string Shape(params string[] sizes) =>
        Wild() ? string.Join(", ", Enumerable.Range(0, random.Next(6)).Select(_ => Pick(Numbers))) : string.Join(", ", sizes.Select(size => Whole(size)));

    private string Parameter(string sensible) => Wild() ? Pick("nameof(n)", "nameof(flag)", "nameof(fit)", "\"bais\"", "\"\"") : sensible;

    private string Expression() => Wild() ? Pick(Expressions) : Pick("nameof(m)", "nameof(m)", "$\"{nameof(m)}-1\"", "$\"2*{nameof(m)}\"", "$\"{nameof(n)}/{nameof(n)}\"");

    /// <summary>A list of ints, or of objects where one of them is an expression.</summary>
    private string List(int count, string[] sensible)
    {
        string[] items = [.. Enumerable.Range(0, count).Select(_ => Size(sensible))];
        return Array.TrueForAll(items, static item => int.TryParse(item, out _)) && count > 0
            ? $"new[] {{ {string.Join(", ", items)} }}"
            : $"new object[] {{ {string.Join(", ", items)} }}";
    }
}
