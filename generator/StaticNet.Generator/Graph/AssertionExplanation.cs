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
    /// <param name="nodes">The chain up to the assertion.</param>
    /// <param name="declared">For every node the declared layer, with its paddings as written, and its index among the attributes.</param>
    /// <param name="settings">Changes of the layer that made the sizes.</param>
    /// <returns>A sentence that begins with a space, or nothing.</returns>
    public static string Of(
        ShapeAssertion assertion, List<Node> nodes, List<(Layer? Layer, int Index)> declared, out EquatableArray<Setting> settings)
    {
        settings = [];
        Node last = nodes[nodes.Count - 1];
        EquatableArray<int> expected = [.. assertion.Expected.Skip(1)];
        Node? maker = null;
        for (int i = nodes.Count - 1; i > 0 && maker is null && nodes[i].Output.Spatial == last.Output.Spatial; i--)
        {
            maker = declared[i].Layer is Conv or Pool ? nodes[i] : null;
        }

        if (maker is null || expected.Count != last.Output.Rank || expected == last.Output.Spatial)
        {
            return string.Empty;
        }

        (Layer? layer, int index) = declared[maker.Index];
        Window window = layer is Conv conv ? conv.Window : ((Pool)layer!).Window;
        EquatableArray<int> input = nodes[maker.Inputs[0]].Output.Spatial;
        int axis = Enumerable.Range(0, expected.Count).First(i => expected[i] != last.Output.Spatial[i]);
        string made = $" {maker.Name} makes it: {WindowText.Formula(window, input, axis)}"
            + (window.Fit == Fit.Exact ? "." : $", with Fit.{window.Fit} {last.Output.Spatial[axis]}.");
        var alternatives = new WindowAlternatives(
            window, layer is Conv ? WindowUse.Convolution : WindowUse.Pool, layer is Pool { StrideFollowsKernel: true }, input);
        if (alternatives.Reaching(expected) is not { } found)
        {
            return made;
        }

        settings = [found.Setting with { Layer = index }];
        return $"{made} {found} there.";
    }
}
