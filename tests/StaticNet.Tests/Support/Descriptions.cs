namespace StaticNet.Tests;

/// <summary>Descriptions to hang weights on, without a network behind them.</summary>
internal static class Descriptions
{
    /// <summary>
    /// A convolution of 20 filters over 3 channels in blocks of 16 filters, and a dense layer over its blocked picture.
    /// </summary>
    public static NetworkDescription ConvAndDense { get; } = new(
        "Small", [3, 4, 4], [NetworkOutput.Main([5], endsInSoftmax: false)],
        [
            new("conv1", "Conv 3x3", [20, 2, 2], 560, 2_160, 320, [3, 3], ["input"]),
            new("relu1", "Relu", [20, 2, 2], 0, 0, 320, [3, 3], ["conv1"]),
            new("dense1", "Dense", [5], 405, 400, 20, [], ["relu1"]) { OutputName = "output" },
        ],
        [
            new("conv1.weight", [20, 3, 3, 3], ParameterRole.Weight, Initialization.He, 27, 180, 0,
                [PackedAxis.Blocked(20, 27 * 16), PackedAxis.Strided(3, 16), PackedAxis.Strided(3, 9 * 16), PackedAxis.Strided(3, 3 * 16)]),
            new("conv1.bias", [20], ParameterRole.Bias, Initialization.Zero, 27, 180, 864, [PackedAxis.Strided(20, 1)]),
            new("dense1.weight", [5, 80], ParameterRole.Weight, Initialization.Glorot, 80, 5, 896,
                [PackedAxis.Blocked(5, 80 * 16), PackedAxis.FlattenedBlocked(20, 2, 2, 16)]),
            new("dense1.bias", [5], ParameterRole.Bias, Initialization.Zero, 80, 5, 3200, [PackedAxis.Strided(5, 1)]),
        ],
        3216);

    /// <summary>The same parameters laid out in PyTorch's order, without gaps.</summary>
    public static NetworkDescription Compact { get; } = new(
        "Small", [3, 4, 4], [NetworkOutput.Main([5], endsInSoftmax: false)], [.. ConvAndDense.Layers], [.. CompactParameters()], 20 * 27 + 20 + 400 + 5);

    private static IEnumerable<ParameterInfo> CompactParameters()
    {
        int offset = 0;
        foreach (ParameterInfo parameter in ConvAndDense.Parameters)
        {
            var axes = new PackedAxis[parameter.Shape.Count];
            int stride = 1;
            for (int axis = axes.Length - 1; axis >= 0; axis--)
            {
                axes[axis] = PackedAxis.Strided(parameter.Shape[axis], stride);
                stride *= parameter.Shape[axis];
            }

            yield return parameter with { Offset = offset, Axes = axes };
            offset += stride;
        }
    }
}
