using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>The same memory under another shape, once its values lie in channels, rows, columns order without gaps.</summary>
internal sealed class ReshapeLowering : Lowering<Reshape>
{
    protected override Layout LayoutOf(Node node, Reshape reshape, LayerPlan layers) => Layout.Compact(node.Output);

    protected override void Forward(Node node, Reshape reshape, ForwardPlanner forward)
    {
        Place source = forward.Source(node);
        if (!source.Layout.IsCompact)
        {
            source = forward.Rearranged(node, Layout.Compact(forward.Graph[node.Inputs[0]].Output));
        }

        forward.Place(node, new Place(forward.Layers[node.Index], source.Operand));
    }

    protected override void Backward(Node node, Reshape reshape, BackwardPlanner backward)
    {
        Layout source = backward.Layers[node.Inputs[0]];
        string title = BackwardPlanner.Title(node);
        if (source.IsCompact)
        {
            backward.ContributeShared(node, backward.Gradient(node), title);
            return;
        }

        var kernel = new RelayoutKernel(Layout.Compact(backward.Graph[node.Inputs[0]].Output), source);
        backward.Contribute(node, source, title, (target, guard) => backward.Add(kernel, title, guard, backward.Gradient(node), target));
    }
}
