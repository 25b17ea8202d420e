using System.Collections.Immutable;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The author's statement of the shape at this point of the chain. It holds or it is an error, and leaves no node.</summary>
internal sealed record ShapeAssertion(EquatableArray<int> Expected) : Layer
{
    public override string Kind => "shape";

    public static ShapeAssertion Read(LayerArguments arguments)
    {
        if (arguments.IsWritten("As"))
        {
            arguments.Reject("As", "it asserts a shape and has no output that As could name");
        }

        return new ShapeAssertion([.. arguments.Numbers("shape")]);
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        ImmutableArray<int> actual = [input.Channels, .. input.Spatial];
        if (Expected.AsSpan().SequenceEqual(actual.AsSpan()))
        {
            return new Placement(this, input);
        }

        findings.Report(
            DiagnosticIds.AssertionFails,
            ["shape"],
            [$"({string.Join(", ", Expected)})", input.ToString(), string.Empty],
            [new Setting("shape", string.Join(", ", actual))]);
        return null;
    }
}
