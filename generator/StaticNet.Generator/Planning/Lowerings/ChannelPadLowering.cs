using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Channels copied between zeros, on blocks of channels.</summary>
internal sealed class ChannelPadLowering : Lowering<ChannelPad>
{
    protected override Layout LayoutOf(Node node, ChannelPad pad, LayerPlan layers) => Layout.Blocked(node.Output);

    protected override void Forward(Node node, ChannelPad pad, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Place source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        Operand target = forward.NewValue(node);
        forward.Add(new ClearKernel(layout.Length), forward.Title(node), target);
        forward.Add(new ChannelCopyKernel(source.Layout, 0, layout, pad.Before, source.Layout.Channels, ClearRest: false), forward.Title(node), source.Operand, target);
        forward.Place(node, new Place(layout, target));
    }

    protected override void Backward(Node node, ChannelPad pad, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index], source = Layout.Blocked(backward.Graph[node.Inputs[0]].Output);
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, source, title, (target, guard) => backward.Add(
            new ChannelCopyKernel(layout, pad.Before, source, 0, source.Channels, ClearRest: true), title, guard, backward.Gradient(node), target));
    }
}
