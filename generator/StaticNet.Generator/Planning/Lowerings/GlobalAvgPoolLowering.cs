using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>The mean of every channel, on blocks of channels.</summary>
internal sealed class GlobalAvgPoolLowering : Lowering<GlobalAvgPool>
{
    protected override Layout LayoutOf(Node node, GlobalAvgPool pool, LayerPlan layers) => Layout.Vector(node.Output.Length);

    protected override void Forward(Node node, GlobalAvgPool pool, ForwardPlanner forward)
    {
        Place source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        forward.Store(node, new GlobalAvgPoolKernel(source.Layout), forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, GlobalAvgPool pool, BackwardPlanner backward)
    {
        Layout blocked = Layout.Blocked(backward.Graph[node.Inputs[0]].Output);
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, blocked, title, (target, guard) => backward.Add(
            new GlobalAvgPoolBackwardKernel(blocked), title, guard, backward.Gradient(node), target));
    }
}
