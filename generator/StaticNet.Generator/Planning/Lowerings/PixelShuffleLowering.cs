using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Channels become pixels, on blocks of channels. A factor of 1 is no layer at all.</summary>
internal sealed class PixelShuffleLowering : Lowering<PixelShuffle>
{
    protected override Layout LayoutOf(Node node, PixelShuffle shuffle, LayerPlan layers) =>
        shuffle.Scale == 1 ? layers[node.Inputs[0]] : Layout.Blocked(node.Output);

    protected override void Forward(Node node, PixelShuffle shuffle, ForwardPlanner forward)
    {
        if (shuffle.Scale == 1)
        {
            forward.Place(node, forward.Source(node));
            return;
        }

        Place source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        var kernel = new PixelShuffleKernel(source.Layout, forward.Layers[node.Index], shuffle.Scale, IsGradient: false);
        forward.Store(node, kernel, forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, PixelShuffle shuffle, BackwardPlanner backward)
    {
        string title = BackwardPlanner.Title(node);
        if (shuffle.Scale == 1)
        {
            backward.ContributeShared(node, backward.Gradient(node), title);
            return;
        }

        Layout source = Layout.Blocked(backward.Graph[node.Inputs[0]].Output);
        var kernel = new PixelShuffleKernel(source, backward.Layers[node.Index], shuffle.Scale, IsGradient: true);
        backward.Contribute(node, source, title, (gradient, guard) => backward.Add(kernel, title, guard, backward.Gradient(node), gradient));
    }
}
