using StaticNet.Generator.Declarations;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Graph;

/// <summary>
/// Turns dense layers into the convolutions that they are: one that reads a map into one with a kernel of the map's size, one behind
/// it into a 1x1 convolution, with the same weights in the same order ([out, in] as [out, C, H, W]). Over a larger input they slide.
/// </summary>
internal static class SlidingDense
{
    /// <param name="parts">The declaration's.</param>
    /// <param name="original">The graph at the size for which the dense layers were declared.</param>
    /// <param name="why">Why that cannot be done.</param>
    public static EquatableArray<Part>? Of(EquatableArray<Part> parts, NetworkGraph original, out string? why)
    {
        // The kernel of each vector that is a map here: the map's sizes where it is flattened, ones behind a convolution made of a dense layer.
        var kernels = new Dictionary<int, EquatableArray<int>>();
        EquatableArray<int> ones = [.. original.InputShape.Spatial.Select(static _ => 1)];
        var replaced = new Dictionary<string, Layer?>();
        why = null;
        foreach (Node node in original.Nodes.Skip(1))
        {
            Shape input = original[node.Inputs[0]].Output;
            EquatableArray<int>? kernel = input.Rank > 0 ? input.Spatial
                : kernels.TryGetValue(node.Inputs[0], out EquatableArray<int> known) ? known
                : null;
            switch (node.Layer)
            {
                case Dense dense when kernel is { } window:
                    replaced[node.Name] = Convolution(dense, window, ones);
                    kernels[node.Index] = ones;
                    break;
                case Flatten when input.Rank > 0:
                    replaced[node.Name] = null;
                    kernels[node.Index] = input.Spatial;
                    break;
                case Activation or Dropout when input.Rank == 0 && kernel is { } same:
                    kernels[node.Index] = same;
                    break;
                default:
                    if (node.Inputs.Any(source => kernels.TryGetValue(source, out EquatableArray<int> flattened) && flattened != ones))
                    {
                        why = $"{node.Name} reads the flattened map {input}, which does not slide";
                        return null;
                    }

                    if (input.Rank == 0 && kernel is { } passed)
                    {
                        kernels[node.Index] = passed;
                    }

                    break;
            }
        }

        return
        [
            .. parts
                .Where(part => part is not LayerPart layer || !replaced.TryGetValue(layer.Name, out Layer? other) || other is not null)
                .Select(part => part is LayerPart layer && replaced.TryGetValue(layer.Name, out Layer? other) ? layer with { Layer = other! } : part),
        ];
    }

    private static Conv Convolution(Dense dense, EquatableArray<int> kernel, EquatableArray<int> ones)
    {
        EquatableArray<int> zeros = [.. ones.Select(static _ => 0)];
        return new Conv(dense.Units, new Window(kernel, ones, ones, zeros, zeros, Fit.Exact), Groups: 1, dense.Bias);
    }
}
