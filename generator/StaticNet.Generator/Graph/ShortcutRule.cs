using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// What a shortcut does to have its sibling's shape (He et al., "Deep Residual Learning for Image Recognition", 2015): nothing where it
/// has it, else a 1x1 convolution with batch normalisation, or every s-th position and channels of zeros.
/// </summary>
internal static class ShortcutRule
{
    /// <summary>The layers from one shape to the other, or null after reporting why there are none.</summary>
    public static Layer[]? Layers(Projection projection, Shape from, Shape to, FindingList found)
    {
        if (from == to && projection != Projection.Always)
        {
            return [];
        }

        string title = $"Shortcut from {from} to {to}";
        if (from.Rank == 0 || from.Rank != to.Rank)
        {
            found.Report(
                DiagnosticIds.ShapesDiffer, [], [title, "a projection is of maps only, to maps of as many axes"]);
            return null;
        }

        if (Strides(from, to, title, found) is not { } strides)
        {
            return null;
        }

        EquatableArray<int> ones = [.. strides.Select(static _ => 1)];
        EquatableArray<int> zeros = [.. strides.Select(static _ => 0)];
        var window = new Window(ones, [.. strides], ones, zeros, zeros, Fit.Crop);
        return projection == Projection.ZeroPadded
            ? ZeroPadded(window, from, to, title, found)
            :
            [
                new Conv(to.Channels, window, Groups: 1, Bias: false),
                new BatchNorm((float)BatchNorm.DefaultEpsilon, (float)BatchNorm.DefaultMomentum),
            ];
    }

    /// <summary>ceil(Win / Wout) along each axis, where that gives Wout.</summary>
    private static int[]? Strides(Shape from, Shape to, string title, FindingList found)
    {
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
                    [
                        title,
                        $"the stride ceil({size}/{wanted}) = {stride} gives floor(({size}-1)/{stride})+1 = {made}, not {wanted}; "
                            + "a branch of layers of your own in its place can make any shape",
                    ]);
                return null;
            }
        }

        return strides;
    }

    private static Layer[]? ZeroPadded(Window window, Shape from, Shape to, string title, FindingList found)
    {
        int further = to.Channels - from.Channels;
        if (further < 0)
        {
            found.Report(
                DiagnosticIds.ShapesDiffer,
                ["Projection"],
                [title, $"zeros add channels and cannot make {to.Channels} of {from.Channels}; Projection.Convolution can"],
                [new Setting("Projection", "Projection.Convolution")]);
            return null;
        }

        var layers = new List<Layer>();
        if (window.Stride.Any(static stride => stride > 1))
        {
            layers.Add(new Pool(PoolKind.Max, window, CountPadding: false));
        }

        if (further > 0)
        {
            layers.Add(new ChannelPad(0, further));
        }

        return [.. layers];
    }
}
