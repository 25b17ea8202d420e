using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// A fully connected layer: one row of weights after another for one picture, a tile of pictures in training and, where these layers are a
/// part of the work that counts, in predictions of several.
/// </summary>
internal sealed class DenseLowering : Lowering<Dense>
{
    protected override Layout LayoutOf(Node node, Dense dense, LayerPlan layers) => Layout.Vector(dense.Units);

    protected override void AddParameters(Node node, Dense dense, ParameterPlanner parameters)
    {
        Layout input = LayerPlan.Flattened(parameters.Layers[node.Inputs[0]]);
        string inputs = input.IsBlocked && input.Positions > 1
            ? $"PackedAxis.FlattenedBlocked({input.Channels}, {input.Lines}, {input.Width}, 16)"
            : ParameterPlanner.Strided(input.Values, 16);
        parameters.Add(
            node, "weight", [dense.Units, input.Values], isBias: false, parameters.RuleFor(node), input.Values, dense.Units,
            Layout.RoundUp(dense.Units) * input.Values, $"PackedAxis.Blocked({dense.Units}, {input.Values * 16})", inputs);
        if (dense.Bias)
        {
            parameters.AddBias(node, dense.Units, input.Values, dense.Units);
        }
    }

    protected override void Forward(Node node, Dense dense, ForwardPlanner forward)
    {
        Place input = forward.Rearranged(node, LayerPlan.Flattened(forward.Source(node).Layout));
        string title = forward.Title(node);
        Epilogue epilogue = Epilogue.Fuse(node, dense.Bias, forward, ref title);
        int inputStride = input.Operand.PictureStride, outputStride = forward.NewValue(epilogue.Last).PictureStride;
        var one = new DenseVectorKernel(input.Layout.Values, dense.Units, epilogue.HasBias, epilogue.Activation, epilogue.IsScaled);
        Kernel kernel = forward.Training
            ? new DenseKernel(input.Layout.Values, inputStride, dense.Units, outputStride, epilogue.HasBias, epilogue.Activation)
            : forward.Layers.BatchesDense ? new DenseBatchKernel(one, inputStride, outputStride)
            : one;
        forward.Store(epilogue.Last, kernel, title, [input.Operand, forward.Parameters.Of(node, "weight"), .. epilogue.Operands]);
    }

    protected override void Backward(Node node, Dense dense, BackwardPlanner backward)
    {
        Place input = backward.Forward.InputRead(node);
        string title = BackwardPlanner.Title(node);
        Operand dy = backward.GradientBeforeActivation(node);
        Layout units = Layout.Vector(dense.Units);
        if (dense.Bias)
        {
            backward.Add(
                new BiasGradientKernel(units, dense.Units, dy.PictureStride), title + ": bias", Guard.Always, dy, backward.ParameterGradient(node, "bias"));
        }

        int inputs = input.Layout.Values;
        backward.Add(
            new DenseWeightGradientKernel(inputs, input.Operand.PictureStride, dense.Units, dy.PictureStride), title + ": weights", Guard.Always,
            input.Operand, dy, backward.ParameterGradient(node, "weight"));

        Operand transposed = backward.Preparation.NewMemory(Layout.RoundUp(inputs) * dense.Units);
        backward.Preparation.Add(node, new WeightTransposeKernel(units.Blocks, inputs, dense.Units), backward.Parameters.Of(node, "weight"), transposed);
        title += ": data";
        backward.Contribute(node, input.Layout, title, (target, guard) => backward.Add(
            new DenseKernel(dense.Units, dy.PictureStride, inputs, target.PictureStride, HasBias: false, Activation: null), title, guard,
            dy, transposed, target));
    }
}
