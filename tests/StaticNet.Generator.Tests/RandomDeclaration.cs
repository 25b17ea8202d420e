using System.Text;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Random networks with blocks, branches, joins, names and outputs. With little <paramref name="wildness"/> most of what is written could be
/// meant; with much of it sizes, names and blocks are anything, their own blocks included.
/// </summary>
internal sealed class RandomDeclaration(Random random, double wildness)
{
    private static readonly string[] Numbers =
        ["1", "2", "3", "4", "5", "8", "0", "-1", "17", "65536", "int.MaxValue", "int.MinValue"];

    private static readonly string[] Oddities =
    [
        "null", "\"3\"", "3.5", "3L", "'c'", "true", "typeof(int)", "new int[0]", "new[] { 1, 2 }", "new object[] { 1, null }", "new object[] { \"n\", 2 }",
        "(byte)3", "Fit.Crop", "Pad.Same", "new[] { -1, 2, 3 }", "(int[])null", "new string[0]", "nameof(Fit)", "(Pad)7", "Projection.Always",
    ];

    private static readonly string[] Expressions =
    [
        "nameof(n)", "nameof(m)", "$\"2*{nameof(n)}\"", "$\"({nameof(n)}+{nameof(m)})/1\"", "$\"{nameof(n)}/2\"", "\"n/0\"", "\"n*n*n*n*n*n*n*n*n*n*n\"", "\"(n\"", "\"n)\"",
        "\"\"", "\" \"", "\"k\"", "\"n m\"", "\"--n\"", "\"-(-n)\"", "\"99999999999999999999\"", "\"n/-1\"", "\"9223372036854775807+n\"", "\"n%2\"", "\"٣\"", "\"((((((((((n))))))))))\"",
    ];

    private static readonly string[] Names = ["\"a\"", "\"b\"", "\"c\"", "\"conv1\"", "\"\"", "null", "\"a b\"", "\"A\"", "\"input\"", "\"output\"", "\"class\""];

    private string[] blocks = [];
    private bool isInBlock;

    /// <summary>The blocks and the class of one network, all of whose names end in <paramref name="number"/>.</summary>
    public string Next(int number)
    {
        blocks = [.. Enumerable.Range(0, random.Next(4)).Select(i => $"Unit{(char)('A' + i)}{number}")];
        var source = new StringBuilder();
        isInBlock = true;
        foreach (string block in blocks)
        {
            source.Append($"{Lists()}class {block}Attribute(int n, {Pick("int m = 2", "int m = 2", "object m", "int[] m", "Fit m = Fit.Crop", "string m = \"n\"")}) : BlockAttribute;\n");
        }

        isInBlock = false;
        string shape = Wild() ? $"{Any()}, {Any()}" : $"{Pick("3", "4", "16")}, {Pick("8", "9")}, {Pick("8", "9", "12")}";
        return source.Append($"[Network({shape})]{Lists()}partial class Net{number};\n").ToString();
    }

    private string Lists() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"[{string.Join(", ", Parts())}]"));

    private IEnumerable<string> Parts()
    {
        if (random.Next(3) > 0)
        {
            return Wild() ? [Part(), Part()] : [Part()];
        }

        // Branches that could be meant.
        string[] branches = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) == 0 ? "Branch" : $"Branch, Conv({Size("4")}, 3, Padding = 1){(random.Next(2) == 0 ? ", Relu" : "")}")];
        return [.. branches, Pick("Shortcut", "Branch", "Shortcut(Projection = Projection.ZeroPadded)"), Pick("Add", "Concat", "Multiply")];
    }

    private string Part() => random.Next(16) switch
    {
        0 or 1 => $"Conv({Size("4", "6")}, {Size("1", "3")}{Options("Stride", Size("1", "2"))}{Options("Padding", Size("1", "Pad.Same"))}, Fit = {Pick("Fit.Crop", "Fit.Pad", "Fit.Exact")}{Named()})",
        2 => $"MaxPool({Size("2")}, Fit = Fit.Crop{Options("Padding", Pick("Pad.Same", Any()))})",
        3 => $"Relu({As()})",
        4 => "Tanh",
        5 => Wild() ? Pick("Flatten", "GlobalAvgPool", $"Dense({Size("5")})", "Softmax") : "Sigmoid",
        6 => Wild() ? Pick("Branch", "Shortcut", "Add", "Concat", "Multiply") : "Relu",
        7 => $"{Pick("Add", "Concat", "Multiply")}({Pick(Names)}{(Wild() ? ", " + Pick(Names) : "")})",
        8 => $"From({Pick(Names)})",
        9 => $"Output({Pick(Names)}{Options("LossWeight", Pick("0.3", "-1", "double.NaN", "1e300"))}{Options("TrainingOnly", "true")})",
        10 => $"Shape({Any()})",
        _ when blocks.Length == 0 => "Relu",
        11 or 12 or 13 => $"{Block()}({Argument()}{(random.Next(2) == 0 ? ", " + Argument() : "")}{Options("Repeat", Size("2", "3"))}{Named()})",
        _ => $"Use<{Block()}Attribute>({Size("4")}{(random.Next(3) == 0 ? ", " + Size("2") : "")}{(Wild() ? ", " + Any() : "")}{Options("Repeat", Size("2", "1"))}{Named()})",
    };

    /// <summary>A later block in a block where nothing is to go round in a circle.</summary>
    private string Block() => blocks[random.Next(blocks.Length)];

    /// <summary>What the compiler converts to an int itself has to be one, or it would speak.</summary>
    private string Argument() => Wild() ? Any() : Pick("3", "4", "6");

    private string Size(params string[] sensible) =>
        isInBlock && random.Next(2) == 0 ? (Wild() ? Pick(Expressions) : Pick("nameof(n)", "$\"{nameof(n)}+1\"", "$\"2*{nameof(n)}\""))
        : Wild() ? Any()
        : Pick(sensible);

    private string Any() => random.Next(3) == 0 ? Pick(Oddities) : Pick(Numbers);

    private string Options(string name, string value) => random.Next(4) == 0 ? $", {name} = {value}" : string.Empty;

    private string Named() => random.Next(4) == 0 ? ", " + As() : string.Empty;

    private string As() => $"As = {(Wild() ? Pick(Names) : Pick("\"a\"", "\"b\"", "\"c\""))}";

    private bool Wild() => random.NextDouble() < wildness;

    private string Pick(params string[] list) => list[random.Next(list.Length)];
}
