using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The same values under another shape, in channels, height, width order.</summary>
internal sealed partial record Reshape(EquatableArray<int> Shape) : Layer
{
    public override string Kind => "reshape";

    public static Reshape Read(LayerArguments arguments)
    {
        EquatableArray<int> shape = [.. arguments.Numbers("shape")];
        int rank = arguments.Rank;
        string sizes = rank switch { 1 => "(channels, length)", 2 => "(channels, height, width)", _ => "(channels, depth, height, width)" };
        if (shape.Count != 1 && shape.Count != rank + 1)
        {
            arguments.Reject("shape", $"shape takes one number for a vector or {sizes}, not {shape.Count} {(shape.Count == 1 ? "number" : "numbers")}");
            return new Reshape([1]);
        }

        int low = shape.FirstOrDefault(static size => size < 1);
        if (shape.Any(static size => size < 1))
        {
            arguments.Reject("shape", $"shape must hold sizes of at least 1, not {low}");
            return new Reshape([1]);
        }

        return new Reshape(shape);
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        long? values = Sizes.Product(Shape);
        if (values == input.Length)
        {
            // Values that were neighbours need not be any more, so that what follows a map of another form sees all of it.
            EquatableArray<int> spatial = [.. Shape.Skip(1)];
            return new Placement(this, new Shape(Shape[0], spatial)) { SeesEverything = spatial.Count > 0 && spatial != input.Spatial };
        }

        string product = string.Join("*", Shape);
        string count = values?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "more than 9223372036854775807";
        string arithmetic = $"{(Shape.Count > 1 ? $"{product} = {count}" : count)} values, and there are {(input.Rank > 0 ? $"{input.Channels}*{string.Join("*", input.Spatial)} = {input.Length}" : $"{input.Length}")}";
        long? positions = Sizes.Product(Shape.Skip(1));
        Setting[] settings = positions is { } area && area > 0 && input.Length % area == 0
            ? [new Setting("shape", string.Join(", ", new[] { input.Length / area }.Concat(Shape.Skip(1).Select(static size => (long)size))))]
            : [];
        string works = settings.Length > 0 ? $" Reshape({settings[0].Value}) has as many." : "";
        findings.Report(DiagnosticIds.WrongCount, ["shape"], [$"Reshape({string.Join(", ", Shape)})", input.ToString(), arithmetic, works], [.. settings]);
        return null;
    }
}
