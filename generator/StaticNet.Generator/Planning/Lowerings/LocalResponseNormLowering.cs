using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Local response normalisation, in the layout in which its input lies.</summary>
internal sealed class LocalResponseNormLowering : Lowering<LocalResponseNorm>
{
    protected override Layout LayoutOf(Node node, LocalResponseNorm norm, LayerPlan layers) => ChannelWalk.LayoutFor(layers[node.Inputs[0]]);

    protected override void Forward(Node node, LocalResponseNorm norm, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Operand x = forward.Rearranged(node, layout).Operand;
        var kernel = new LocalResponseNormKernel(layout, norm, forward.Training);
        Operand[] squares = layout.IsBlocked
            ? [forward.NewScratch(forward.Training ? ChannelLine.Length(layout, norm.Before, norm.After) : kernel.SquaresLength)]
            : [];
        Operand[] scale = forward.Training ? [forward.Keep(node, "scale", layout.Length)] : [];
        forward.Store(
            node, kernel, forward.Title(node, $"over {norm.Size} channels, "),
            [x, .. squares, .. scale]);
    }

    protected override void Backward(Node node, LocalResponseNorm norm, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        string title = BackwardPlanner.Title(node);
        Operand ratios = backward.NewScratch(layout.IsBlocked ? ChannelLine.Length(layout, norm.After, norm.Before) : layout.Length);
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(
            new LocalResponseNormBackwardKernel(layout, norm), title, guard,
            backward.Gradient(node), backward.Forward.InputRead(node).Operand, backward.Forward.PlaceOf(node.Index).Operand, backward.Kept(node, "scale"),
            ratios, target));
    }
}
