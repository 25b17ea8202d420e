using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Dropout of channels: their factors are drawn, then multiplied by, forward and backward alike, so that none are stored in between;
/// nothing at all in prediction.
/// </summary>
internal sealed class SpatialDropoutLowering : Lowering<SpatialDropout>
{
    protected override Layout LayoutOf(Node node, SpatialDropout dropout, LayerPlan layers)
    {
        Layout source = layers[node.Inputs[0]];
        return ChannelLoops.Serves(source) ? source : Layout.Planar(node.Output);
    }

    protected override void Forward(Node node, SpatialDropout dropout, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Place source = forward.Rearranged(node, layout);
        if (!forward.Training)
        {
            forward.Place(node, source);
            return;
        }

        string title = forward.Title(node);
        Operand factors = forward.NewScratch(Layout.RoundUp(layout.Channels));
        forward.Add(new ChannelMaskKernel(dropout.Rate, layout.Channels, node.Index), title, factors);
        forward.Store(node, new ChannelScaleKernel(layout), title, source.Operand, factors);
    }

    protected override void Backward(Node node, SpatialDropout dropout, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, layout, title, (target, guard) =>
        {
            Operand factors = backward.NewScratch(Layout.RoundUp(layout.Channels));
            backward.Add(new ChannelMaskKernel(dropout.Rate, layout.Channels, node.Index), title, guard, factors);
            backward.Add(new ChannelScaleKernel(layout), title, guard, backward.Gradient(node), factors, target);
        });
    }
}
