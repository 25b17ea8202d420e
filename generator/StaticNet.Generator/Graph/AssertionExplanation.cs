using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// Why a <c>Shape</c> assertion fails: the last window before it made the sizes, so its arithmetic is shown, and where
/// a padding of it would give the asserted sizes, that is proposed.
/// </summary>
internal static class AssertionExplanation
{
    /// <param name="assertion">What is asserted.</param>
    /// <param name="nodes">The nodes up to the assertion, with the declared layers, whose paddings are as written.</param>
    /// <param name="last">The node whose value the assertion is about.</param>
    /// <param name="settings">Changes of the layer that made the sizes.</param>
    /// <returns>A sentence that begins with a space, or nothing.</returns>
    public static string Of(
        ShapeAssertion assertion, NodeList nodes, Node last, out EquatableArray<Setting> settings)
    {
        settings = [];
        EquatableArray<int> expected = [.. assertion.Expected.Skip(1)];
        Node? maker = null;
        for (Node node = last;
            maker is null && node.Inputs.Count == 1 && node.Output.Spatial == last.Output.Spatial;
            node = nodes[node.Inputs[0]])
        {
            maker = nodes.DeclaredAs(node.Index).Layer is Conv or Pool ? node : null;
        }

        if (maker is null || expected.Count != last.Output.Rank || expected == last.Output.Spatial)
        {
            return string.Empty;
        }

        Declared declared = nodes.DeclaredAs(maker.Index);
        Layer? layer = declared.Layer;
        Window window = layer is Conv conv ? conv.Window : ((Pool)layer!).Window;
        EquatableArray<int> input = nodes[maker.Inputs[0]].Output.Spatial;
        int axis = Enumerable.Range(0, expected.Count).First(i => expected[i] != last.Output.Spatial[i]);
        string made = $" {maker.Name} makes it: {WindowText.Formula(window.Over(input), input, axis)}"
            + (window.Fit == Fit.Exact ? "." : $", with Fit.{window.Fit} {last.Output.Spatial[axis]}.");
        var alternatives = new WindowAlternatives(
            window, layer is Conv ? WindowUse.Convolution : WindowUse.Pool, layer is Pool { StrideFollowsKernel: true }, input);
        if (alternatives.Reaching(expected) is not { } found)
        {
            return made;
        }

        settings = declared.Within.Length == 0 ? [found.Setting with { Layer = declared.Part!.Site }] : [];
        return $"{made} {found} there.";
    }
}
