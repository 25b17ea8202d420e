using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// What a shortcut does to have its sibling's shape: nothing where it has it, else a 1x1 convolution with batch normalisation
/// (option B of He et al., "Deep Residual Learning for Image Recognition", 2015).
/// </summary>
internal static class ShortcutRule
{
    /// <summary>The layers from one shape to the other, or null after reporting why there are none.</summary>
    public static Layer[]? Projection(Shape from, Shape to, FindingList found)
    {
        if (from == to)
        {
            return [];
        }

        string title = $"Shortcut from {from} to {to}";
        if (from.Rank == 0 || from.Rank != to.Rank)
        {
            found.Report(
                DiagnosticIds.ShapesDiffer, [], [title, "a 1x1 convolution projects maps only, to maps of as many axes"]);
            return null;
        }

        int[] strides = new int[from.Rank];
        for (int axis = 0; axis < from.Rank; axis++)
        {
            (int size, int wanted) = (from.Spatial[axis], to.Spatial[axis]);
            int stride = strides[axis] = ((size - 1) / wanted) + 1;
            int made = ((size - 1) / stride) + 1;
            if (made != wanted)
            {
                found.Report(
                    DiagnosticIds.ShapesDiffer,
                    [],
                    [title, $"the stride ceil({size}/{wanted}) = {stride} of a 1x1 projection gives floor(({size}-1)/{stride})+1 = {made}, not {wanted}; "
                        + "a branch of layers of your own in its place can make any shape"]);
                return null;
            }
        }

        EquatableArray<int> ones = [.. strides.Select(static _ => 1)];
        EquatableArray<int> zeros = [.. strides.Select(static _ => 0)];
        return
        [
            new Conv(to.Channels, new Window(ones, [.. strides], ones, zeros, zeros, Fit.Crop), Groups: 1, Bias: false),
            new BatchNorm((float)BatchNorm.DefaultEpsilon, (float)BatchNorm.DefaultMomentum),
        ];
    }
}
