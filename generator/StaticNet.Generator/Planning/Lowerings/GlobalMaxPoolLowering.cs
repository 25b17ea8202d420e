using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>The largest value of every channel, on blocks of channels.</summary>
internal sealed class GlobalMaxPoolLowering : Lowering<GlobalMaxPool>
{
    protected override Layout LayoutOf(Node node, GlobalMaxPool pool, LayerPlan layers) => Layout.Vector(node.Output.Length);

    protected override void Forward(Node node, GlobalMaxPool pool, ForwardPlanner forward)
    {
        Place source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        forward.Store(node, new GlobalMaxPoolKernel(source.Layout), forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, GlobalMaxPool pool, BackwardPlanner backward)
    {
        Place x = backward.Forward.InputRead(node);
        Operand y = backward.Forward.PlaceOf(node.Index).Operand;
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, x.Layout, title, (target, guard) => backward.Add(
            new GlobalMaxPoolBackwardKernel(x.Layout), title, guard, x.Operand, y, backward.Gradient(node), target));
    }
}
