using System.Text;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Random networks over one to three axes: every layer, blocks with parameters of several types (their own blocks included), branches,
/// joins, names, outputs, and networks of another size over them.
/// </summary>
internal sealed class RandomDeclaration
{
    private readonly RandomChoice choose;
    private readonly RandomLayers layers;

    /// <summary>The blocks of the network that is being written, and which of them is.</summary>
    private Block[] blocks = [];
    private int current = -1;
    private int names;
    private string channels = "4";

    public RandomDeclaration(Random random, double wildness)
    {
        choose = new RandomChoice(random, wildness);
        layers = new RandomLayers(choose);
    }

    /// <summary>One parameter of a block; its default begins with "=", where it has one.</summary>
    private sealed record Parameter(string Type, string Name, string Default);

    private sealed record Block(string Name, Parameter[] Parameters);

    /// <summary>Options that were written since this was last empty.</summary>
    public HashSet<string> Options => layers.Drawn;

    /// <summary>
    /// The blocks and the class Net, all of whose names end in <paramref name="number"/>, and where <paramref name="resized"/>
    /// becomes true a class Sized over it.
    /// </summary>
    public string Next(int number, out bool resized)
    {
        names = 0;
        choose.Rank = choose.OneIn(5) ? 1 : choose.OneIn(6) ? 3 : 2;
        blocks = [.. Enumerable.Range(0, choose.Next(0, 4)).Select(i => new Block($"Unit{(char)('A' + i)}{number}", Parameters()))];
        var source = new StringBuilder();
        choose.IsInBlock = true;
        for (current = 0; current < blocks.Length; current++)
        {
            string list = string.Join(", ", blocks[current].Parameters.Select(static parameter => $"{parameter.Type} {parameter.Name}{parameter.Default}"));
            source.Append($"{Lists(1, 3)}class {blocks[current].Name}Attribute({list}) : BlockAttribute;\n");
        }

        current = -1;
        choose.IsInBlock = false;
        channels = choose.Pick("4", "4", "8", "3", "1");

        // Seldom, since it takes its time to write a network out; a few of those are too large for it.
        bool isUnrolled = choose.OneIn(12);
        string unroll = isUnrolled ? $", Unroll = {choose.Member(typeof(Unroll), "Full", "Full", "Tiles")}" : string.Empty;
        string large = isUnrolled && choose.OneIn(4) ? "[Conv(512, 3, Padding = 1)]" : string.Empty;
        source.Append($"[Network({Input()}{Sometimes("Training", choose.Flag())}{unroll})]{large}");
        source.Append($"{Lists(choose.Wild() ? 0 : 1, 5)}{(choose.OneIn(2) ? Tail() : "")}partial class Net{number};\n");
        resized = choose.OneIn(6);
        if (resized)
        {
            string other = choose.Wild() ? choose.Pick("string", $"Sized{number}") : $"Net{number}";
            source.Append($"[Network<{other}>({Input()}{Sometimes("DenseAsConv", choose.Flag())})]{(choose.Wild() ? $"[{layers.OnMap()}]" : "")}partial class Sized{number};\n");
        }

        return source.ToString();
    }

    private Parameter[] Parameters()
    {
        Parameter m = choose.OneIn(4)
            ? choose.Next(0, 3) switch
            {
                0 => new("object", "m", ""),
                1 => new("int[]", "m", ""),
                _ => new("string", "m", " = \"n\""),
            }
            : new Parameter("int", "m", " = 1");
        return [new("int", "n", ""), m, new("bool", "flag", " = true"), new("Fit", "fit", " = Fit.Crop")];
    }

    /// <summary>A shape of the rank and the channels that the network has.</summary>
    private string Input() => choose.Wild()
        ? $"{choose.Any()}, {choose.Any()}"
        : string.Join(", ", Enumerable.Range(0, choose.Rank)
            .Select(_ => choose.Rank == 3 ? choose.Pick("4", "5") : choose.Pick("8", "9", "12", "11"))
            .Prepend(choose.Whole(channels)));

    private string Lists(int least, int below) => string.Concat(Enumerable.Range(0, choose.Next(least, below)).Select(_ => $"[{Parts()}]"));

    private string Parts() => choose.Next(0, 12) switch
    {
        0 => Branches(),
        1 => Named(),
        2 or 3 when blocks.Length > 0 => Use(),
        4 when choose.Wild() => choose.Pick("Branch", "Shortcut", "Add", "Concat", "Multiply", $"Shape({choose.Shape("4", "8", "8")})"),
        5 when choose.Wild() => $"From({choose.Name()})",
        5 => layers.OnAnything(),
        6 when choose.Wild() => $"Output({choose.Name()}{Option("LossWeight", choose.Real("0.3"))}{Option("TrainingOnly", choose.Flag())})",
        _ => layers.OnMap(),
    };

    /// <summary>Branches that end in one shape where nothing wild is among them.</summary>
    private string Branches()
    {
        string filters = choose.Pick("4", "6");
        string[] branches =
        [
            .. Enumerable.Range(0, choose.Next(1, 4)).Select(_ =>
                choose.OneIn(5) ? "Branch"
                : choose.Wild() && choose.OneIn(3) ? $"Branch, {choose.Pick("From", "Add", "Output")}({choose.Name()})"
                : $"Branch, Conv({filters}, {(choose.Wild() ? choose.Any() : choose.Pick("3, Padding = 1", "1"))}, Bias = {choose.Flag()}), {layers.OnAnything()}"),
        ];
        string last = choose.Pick("Shortcut", "Branch", "Shortcut(Projection = Projection.ZeroPadded)", $"Shortcut(Projection = {choose.Member(typeof(Projection), "Always")})");
        return string.Join(", ", [.. branches, last, $"{choose.Pick("Add", "Concat", "Multiply")}({Sometimes("As", Name()).TrimStart(',', ' ')})"]);
    }

    /// <summary>A value with a name, and what comes back to it.</summary>
    private string Named()
    {
        string name = Name();
        string start = $"Conv(4, 3, Padding = 1, As = {name}), {layers.OnAnything()}";
        return start + ", " + choose.Next(0, 4) switch
        {
            0 => $"{choose.Pick("Add", "Concat", "Multiply")}({name}{(choose.Wild() ? $", {choose.Name()}" : "")})",
            1 => $"{layers.OnMap()}, From({choose.Name(name)}), {layers.OnAnything()}, Output({choose.Name(name)})",
            2 => $"{layers.OnMap()}, Output({choose.Name(name)}{Option("LossWeight", choose.Real("0.3", "0"))}{Option("TrainingOnly", choose.Flag())})",
            _ => $"Conv(4, 1), Relu, {choose.Pick("Add", "Multiply")}({choose.Name(name)})",
        };
    }

    /// <summary>Of a block behind the one that is being written, so that nothing goes round in a circle, or of any.</summary>
    private string Use()
    {
        int first = choose.Wild() ? 0 : current + 1;
        return first < blocks.Length ? Use(blocks[choose.Next(first, blocks.Length)]) : layers.OnMap();
    }

    private string Use(Block block)
    {
        bool passedOn = choose.OneIn(2);
        List<string> arguments =
        [
            .. block.Parameters
                .TakeWhile(parameter => parameter.Default.Length == 0 || choose.OneIn(2))
                .Select(parameter => Argument(parameter, passedOn)),
        ];
        if (choose.Wild() && passedOn)
        {
            arguments.Add(choose.Any());
        }

        string list = $"{string.Join(", ", arguments)}{Option("Repeat", choose.Size("2", "1"))}{Option("As", Name())}".TrimStart(',', ' ');
        return passedOn ? $"Use<{block.Name}Attribute>({list})" : $"{block.Name}({list})";
    }

    private string Argument(Parameter parameter, bool passedOn) => parameter.Type switch
    {
        "int" when parameter.Name == "n" => passedOn ? choose.Channels() : choose.Whole("4", "8"),
        "int" => passedOn ? choose.Size("1", "2") : choose.Whole("1", "2"),
        "int[]" => "new[] { 1, 2 }",
        "string" => choose.Pick("\"n\"", "\"2\"", "\"2*n\""),
        "bool" => passedOn ? choose.Flag() : choose.Pick("true", "false"),
        "Fit" => choose.Member(typeof(Fit), "Crop", "Pad"),
        _ => choose.Any(),
    };

    /// <summary>From a map to a vector, and layers on that.</summary>
    private string Tail()
    {
        var parts = new List<string>();
        if (choose.OneIn(5))
        {
            int[] axes = [.. Enumerable.Range(0, choose.Rank).Select(_ => choose.Next(1, 4))];
            int length = axes.Aggregate(4, static (product, size) => product * size);
            string shape = $"4, {string.Join(", ", axes)}";
            parts.AddRange([$"Dense({length})", $"Reshape({shape})", $"Shape({shape})", layers.OnAnything()]);
        }

        parts.Add(layers.Of(choose.Pick("GlobalAvgPool", "GlobalMaxPool", "Flatten", "Dense")));
        parts.AddRange(Enumerable.Range(0, choose.Next(0, 4)).Select(_ => layers.OnVector()));
        return string.Concat(parts.Select(static part => $"[{part}]"));
    }

    /// <summary>A name that nothing else has; in a wild declaration any.</summary>
    private string Name() => choose.Name($"\"t{names++}\"");

    private string Option(string name, string value) => choose.OneIn(4) ? $", {name} = {value}" : string.Empty;

    private string Sometimes(string name, string value) => choose.OneIn(3) ? $", {name} = {value}" : string.Empty;
}
