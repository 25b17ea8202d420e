using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Batch normalisation. Prediction computes a scale and a shift for every channel and leaves them to the layer before, or applies them in
/// one pass. Training takes the statistics of all pictures first, which ends the run of steps that go picture by picture.
/// </summary>
internal sealed class BatchNormLowering : Lowering<BatchNorm>
{
    protected override Layout LayoutOf(Node node, BatchNorm norm, LayerPlan layers) => ChannelWalk.LayoutFor(layers[node.Inputs[0]]);

    protected override void AddParameters(Node node, BatchNorm norm, ParameterPlanner parameters)
    {
        int channels = node.Output.Channels;
        if (norm.Affine)
        {
            parameters.AddConstant(
                node, "weight", [channels], isBias: false, 1f, Layout.RoundUp(channels), ParameterPlanner.Strided(channels, 1));
            parameters.AddBias(node, channels, 1, 1);
        }

        parameters.AddState(node, "running_mean", channels, 0f);
        parameters.AddState(node, "running_var", channels, 1f);
    }

    /// <summary>Plans the step that makes scale and shift of a prediction.</summary>
    /// <param name="node">The normalisation.</param>
    /// <param name="biased">The layer before, whose bias the shift takes over; null where there is none.</param>
    /// <param name="forward">The planner.</param>
    public static (Operand Scale, Operand Shift) RunningScale(Node node, Node? biased, ForwardPlanner forward)
    {
        var norm = (BatchNorm)node.Layer;
        int channels = node.Output.Channels;
        Operand scale = forward.Preparation.NewMemory(Layout.RoundUp(channels));
        Operand shift = forward.Preparation.NewMemory(Layout.RoundUp(channels));
        Operand Of(string name) => forward.Parameters.Of(node, name);
        Operand[] affine = norm.Affine ? [Of("weight"), Of("bias")] : [];
        Operand[] bias = biased is null ? [] : [forward.Parameters.Of(biased, "bias")];
        forward.Preparation.Add(
            node, new RunningScaleKernel(channels, norm.Epsilon, norm.Affine, biased is not null), [Of("running_mean"), Of("running_var"), .. affine, .. bias, scale, shift]);
        return (scale, shift);
    }

    protected override void Forward(Node node, BatchNorm norm, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Operand x = forward.Rearranged(node, layout).Operand;
        string title = forward.Title(node);
        if (!forward.Training)
        {
            (Operand runningScale, Operand runningShift) = RunningScale(node, null, forward);
            Node stored = forward.FuseActivation(node, ref title, out Activation? applied);
            forward.Store(stored, new ScaleShiftKernel(layout, applied), title, x, runningScale, runningShift);
            return;
        }

        int length = Layout.RoundUp(layout.Channels);
        Operand mean = forward.KeepShared(node, "mean", length);
        Operand variance = forward.KeepShared(node, "variance", length);
        Operand inverse = forward.KeepShared(node, "inverse", length);
        Node last = forward.FuseActivation(node, ref title, out Activation? activation);
        Operand[] affine = norm.Affine ? [forward.Parameters.Of(node, "weight"), forward.Parameters.Of(node, "bias")] : [];
        forward.Store(
            last,
            new BatchNormKernel(layout, x.PictureStride, forward.NewValue(last).PictureStride, norm.Epsilon, norm.Affine, activation),
            title, [x, .. affine, mean, variance, inverse]);
    }

    protected override void Backward(Node node, BatchNorm norm, BackwardPlanner backward)
    {
        string title = BackwardPlanner.Title(node);
        var input = NormGradientInput.Of(node, backward);
        Layout layout = backward.Layers[node.Index];
        Operand mean = backward.Kept(node, "mean"), variance = backward.Kept(node, "variance"), inverse = backward.Kept(node, "inverse");
        backward.Add(
            new RunningStatisticsKernel(layout.Channels, node.Output.Positions, norm.Momentum), $"{node.Name}: change of the running averages",
            Guard.Always, mean, variance, backward.Parameters.Of(node, "running_mean"), backward.Parameters.Of(node, "running_var"),
            backward.ParameterGradient(node, "running_mean"), backward.ParameterGradient(node, "running_var"));

        Operand[] maps = BatchNormBackwardKernel.ReadsOutput(input.Activation) ? input.Maps : [input.Maps[0], input.Maps[input.Maps.Length - 1]];
        Operand[] parameters = !norm.Affine ? [] :
        [
            backward.Parameters.Of(node, "weight"), backward.Parameters.Of(node, "bias"),
            backward.ParameterGradient(node, "weight"), backward.ParameterGradient(node, "bias"),
        ];
        BatchNormBackwardKernel Kernel(int? targetStride) => new(layout, input.Strides, targetStride, norm.Affine, input.Activation);
        if (norm.Affine && backward.GuardOf(node.Inputs[0]) != Guard.Always)
        {
            backward.Add(Kernel(null), title + ": weight and bias", Guard.Always, [.. maps, mean, inverse, .. parameters]);
        }

        backward.ContributeOver(node, input.Last, layout, title, (target, guard) => backward.Add(
            Kernel(target.PictureStride), title, guard, [.. maps, mean, inverse, .. parameters, target]));
    }
}

/// <summary>What the backward kernels of a normalisation read: the gradient behind it, the value there if an activation was fused, and its input.</summary>
internal sealed record NormGradientInput(Node Last, Activation? Activation, Operand[] Maps, BatchStrides Strides)
{
    public static NormGradientInput Of(Node node, BackwardPlanner backward)
    {
        Node last = backward.Layers.FusedActivation(node, training: true) ?? node;
        Operand dy = backward.Gradient(last);
        Operand y = backward.Forward.PlaceOf(last.Index).Operand;
        Operand x = backward.Forward.InputRead(node).Operand;
        var activation = last.Layer as Activation;
        return new NormGradientInput(
            last, activation, activation is null ? [dy, x] : [dy, y, x], new BatchStrides(dy.PictureStride, activation is null ? 0 : y.PictureStride, x.PictureStride));
    }
}
