using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// A rectifier with learned slopes, which training reads the input for: the output does not tell a negative slope's side, nor what the
/// slope was multiplied with where it is 0.
/// </summary>
internal sealed class PReluLowering : Lowering<PRelu>
{
    /// <summary>Any layout serves one slope for all; else channels must be where the loops over them look.</summary>
    protected override Layout LayoutOf(Node node, PRelu prelu, LayerPlan layers)
    {
        Layout source = layers[node.Inputs[0]];
        return prelu.Shared ? source
            : node.Output.Rank == 0 ? Layout.Vector(node.Output.Channels)
            : ChannelLoops.Serves(source) ? source
            : Layout.Planar(node.Output);
    }

    protected override void AddParameters(Node node, PRelu prelu, ParameterPlanner parameters)
    {
        int slopes = prelu.Shared ? 1 : node.Output.Channels;
        parameters.AddConstant(
            node, "weight", [slopes], isBias: false, prelu.Initial, Layout.RoundUp(slopes), ParameterPlanner.Strided(slopes, 1));
    }

    protected override void Forward(Node node, PRelu prelu, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Operand x = forward.Rearranged(node, layout).Operand;
        forward.Store(node, new PReluKernel(layout, prelu.Shared), forward.Title(node), x, forward.Parameters.Of(node, "weight"));
    }

    protected override void Backward(Node node, PRelu prelu, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        Operand x = backward.Forward.InputRead(node).Operand, dy = backward.Gradient(node);
        string title = BackwardPlanner.Title(node);
        backward.Add(
            new PReluGradientKernel(layout, prelu.Shared, x.PictureStride, dy.PictureStride), title + ": slopes", Guard.Always,
            x, dy, backward.ParameterGradient(node, "weight"));
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(
            new PReluBackwardKernel(layout, prelu.Shared), title, guard, x, backward.Parameters.Of(node, "weight"), dy, target));
    }
}
