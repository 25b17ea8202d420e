using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>How branches come together.</summary>
internal enum JoinKind
{
    Add,
    Concat,
    Multiply,
}

/// <summary>
/// Brings several values together: their sum or product, element by element, or one value's channels behind the other's.
/// </summary>
internal sealed partial record Join(JoinKind Reduction) : Layer
{
    public override string Kind => Reduction.ToString().ToLowerInvariant();

    public override string Title => Reduction.ToString();

    public static Join ReadAdd(LayerArguments arguments) => new(JoinKind.Add);

    public static Join ReadConcat(LayerArguments arguments) => new(JoinKind.Concat);

    public static Join ReadMultiply(LayerArguments arguments) => new(JoinKind.Multiply);

    public override Placement? Place(Shape input, FindingList findings) => Place([input], findings);

    public override Placement? Place(EquatableArray<Shape> inputs, FindingList findings)
    {
        Shape first = inputs[0];
        if (Reduction != JoinKind.Concat)
        {
            return inputs.All(shape => shape == first) ? new Placement(this, first) : Differ(DiagnosticIds.ShapesDiffer, inputs, findings);
        }

        if (inputs.Any(shape => shape.Spatial != first.Spatial))
        {
            return Differ(DiagnosticIds.SpatialShapesDiffer, inputs, findings);
        }

        long channels = inputs.Sum(static shape => (long)shape.Channels);
        if (channels <= int.MaxValue)
        {
            return new Placement(this, first with { Channels = (int)channels });
        }

        findings.Report(DiagnosticIds.TooLarge, [], [Title, $"it has {channels} channels", $"{int.MaxValue}"]);
        return null;
    }

    private Placement? Differ(string id, EquatableArray<Shape> inputs, FindingList findings)
    {
        string shapes = string.Join(", ", inputs.Take(inputs.Count - 1)) + $" and {inputs[inputs.Count - 1]}";
        findings.Report(id, [], [$"{Title} of {shapes}", Explanation(inputs)]);
        return null;
    }

    /// <summary>Which sizes differ from the first value's, and what makes them equal.</summary>
    private string Explanation(EquatableArray<Shape> inputs)
    {
        Shape first = inputs[0];
        Shape other = inputs.First(shape => Reduction == JoinKind.Concat ? shape.Spatial != first.Spatial : shape != first);
        if (other.Rank != first.Rank)
        {
            return "one is a vector, the other a map; GlobalAvgPool or Flatten makes a vector of a map";
        }

        string channels = $"{first.Channels} and {other.Channels} channels";
        string sizes = $"{WindowText.Output(first.Spatial)} and {WindowText.Output(other.Spatial)} positions";
        if (other.Spatial == first.Spatial)
        {
            return $"{channels}; Conv({first.Channels}, 1) or Conv({other.Channels}, 1) on one of them makes them equal, and Concat takes both as they are";
        }

        string remedy = Reduction == JoinKind.Concat ? "the branches need equal strides, and padding that keeps the size"
            : "[Shortcut] in place of a branch without layers projects it to its sibling's shape";
        return other.Channels == first.Channels || Reduction == JoinKind.Concat
            ? $"{sizes}; {remedy}"
            : $"{channels}, {sizes}; {remedy}";
    }
}
