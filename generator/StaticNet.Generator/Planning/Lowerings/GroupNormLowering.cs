using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Instance, group and layer normalisation: statistics of the channels of one picture, put together for groups of more than one channel.
/// </summary>
internal sealed class GroupNormLowering : Lowering<GroupNorm>
{
    protected override Layout LayoutOf(Node node, GroupNorm norm, LayerPlan layers) => ChannelWalk.LayoutFor(layers[node.Inputs[0]]);

    protected override void AddParameters(Node node, GroupNorm norm, ParameterPlanner parameters)
    {
        if (norm.Affine == AffineKind.None)
        {
            return;
        }

        Layout layout = parameters.Layers[node.Index];
        int channels = node.Output.Channels;
        bool perElement = norm.Affine == AffineKind.Element;
        EquatableArray<int> shape = perElement ? [channels, .. node.Output.Spatial] : [channels];
        string[] axes = perElement ? MapAxes(node.Output, layout) : [ParameterPlanner.Strided(channels, 1)];
        int length = perElement ? layout.Length : Layout.RoundUp(channels);
        parameters.AddConstant(node, "weight", shape, isBias: false, 1f, length, axes);
        parameters.Add(node, "bias", shape, isBias: true, InitializationRule.Zero, 1, 1, length, axes);
    }

    protected override void Forward(Node node, GroupNorm norm, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Operand x = forward.Rearranged(node, layout).Operand;
        string title = forward.Title(node);
        int channels = layout.Channels;
        int length = Layout.RoundUp(channels);
        bool scales = norm.Affine == AffineKind.Channel;
        Operand mean = Statistic("mean"), variance = Statistic("variance"), inverse = Statistic("inverse");
        Operand scale = scales ? Statistic("scale") : inverse;
        forward.Add(new MomentsKernel(layout), $"{node.Name}: mean and variance of each channel", x, mean, variance);
        if (norm.Groups < channels)
        {
            forward.Add(new GroupMomentsKernel(channels, norm.Groups), $"{node.Name}: mean and variance of each group", mean, variance);
        }

        forward.Add(
            new InverseDeviationKernel(channels, norm.Epsilon, scales), $"{node.Name}: inverse deviation",
            scales ? [variance, forward.Parameters.Of(node, "weight"), inverse, scale] : [variance, inverse]);
        Node last = forward.FuseActivation(node, ref title, out Activation? activation);
        Operand[] affine = norm.Affine switch
        {
            AffineKind.None => [],
            AffineKind.Channel => [forward.Parameters.Of(node, "bias")],
            _ => [forward.Parameters.Of(node, "weight"), forward.Parameters.Of(node, "bias")],
        };
        forward.Store(last, new NormalizeKernel(layout, norm.Affine, activation), title, [x, mean, scale, .. affine]);

        Operand Statistic(string name) => forward.Training ? forward.Keep(node, name, length) : forward.NewScratch(length);
    }

    protected override void Backward(Node node, GroupNorm norm, BackwardPlanner backward)
    {
        string title = BackwardPlanner.Title(node);
        var input = NormGradientInput.Of(node, backward);
        Layout layout = backward.Layers[node.Index];
        int channels = layout.Channels;
        int length = Layout.RoundUp(channels);
        bool scales = norm.Affine == AffineKind.Channel, perElement = norm.Affine == AffineKind.Element;
        Operand mean = backward.Kept(node, "mean"), inverse = backward.Kept(node, "inverse");
        Operand scale = scales ? backward.Kept(node, "scale") : inverse;
        Operand[] weights = perElement ? [backward.Parameters.Of(node, "weight")] : [];
        Guard data = backward.GuardOf(node.Inputs[0]);
        Guard guard = scales ? Guard.Always : data;


        // Memory of each picture, since the steps may stand under different guards and so in different loops over pictures.
        Operand sum = backward.NewBuffer(length), product = backward.NewBuffer(length);
        Operand offset = backward.NewBuffer(length), slope = backward.NewBuffer(length);
        backward.Contribute(node, layout, title, (target, _) =>
        {
            backward.Add(
                new NormSumsKernel(layout, perElement, input.Activation), title + ": sums", guard,
                [.. input.Maps, mean, .. weights, sum, product]);
            Operand weight = scales ? backward.NewBuffer(length) : sum, bias = scales ? backward.NewBuffer(length) : sum;
            backward.Add(
                new NormCoefficientsKernel(channels, node.Output.Positions, scales), title + ": shares of each channel", guard,
                [sum, product, inverse, scale, offset, slope, .. scales ? new[] { weight, bias } : []]);
            if (norm.Groups < channels)
            {
                backward.Add(new GroupMeanKernel(channels, norm.Groups), title + ": offset of each group", data, offset);
                backward.Add(new GroupMeanKernel(channels, norm.Groups), title + ": slope of each group", data, slope);
            }

            backward.Add(
                new NormBackwardKernel(layout, perElement, input.Activation), title, data,
                [.. input.Maps, mean, scale, .. weights, offset, slope, target]);
            if (scales)
            {
                var sums = new BiasGradientKernel(Layout.Vector(channels), channels, length);
                backward.Add(sums, title + ": weight", Guard.Always, weight, backward.ParameterGradient(node, "weight"));
                backward.Add(sums, title + ": bias", Guard.Always, bias, backward.ParameterGradient(node, "bias"));
            }
        });

        if (perElement)
        {
            backward.Add(
                new ElementAffineGradientKernel(layout, input.Activation, input.Strides, mean.PictureStride), title + ": weight and bias", Guard.Always,
                [.. input.Maps, mean, inverse, backward.ParameterGradient(node, "weight"), backward.ParameterGradient(node, "bias")]);
        }
    }

    /// <summary>A parameter of the shape of a map lies as the map does.</summary>
    private static string[] MapAxes(Shape shape, Layout layout)
    {
        string channels = layout.IsBlocked
            ? $"PackedAxis.Blocked({shape.Channels}, {layout.BlockStride})"
            : ParameterPlanner.Strided(shape.Channels, layout.ChannelStride);
        var axes = new List<string>();
        int stride = layout.PixelStride;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            axes.Insert(0, ParameterPlanner.Strided(shape.Spatial[axis], stride));
            stride = axis == shape.Rank - 1 ? layout.LineStride : stride * shape.Spatial[axis];
        }

        return [channels, .. axes];
    }
}
