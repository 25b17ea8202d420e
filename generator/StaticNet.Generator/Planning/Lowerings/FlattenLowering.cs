using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A map as a vector in channels, rows, columns order: nothing to do where it lies so already.</summary>
internal sealed class FlattenLowering : Lowering<Flatten>
{
    protected override Layout LayoutOf(Node node, Flatten flatten, LayerPlan layers) => LayerPlan.Flattened(layers[node.Inputs[0]]);

    protected override void Forward(Node node, Flatten flatten, ForwardPlanner forward) =>
        forward.Place(node, forward.Rearranged(node, forward.Layers[node.Index]));

    protected override void Backward(Node node, Flatten flatten, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index], source = backward.Layers[node.Inputs[0]];
        string title = BackwardPlanner.Title(node);
        if (source == layout)
        {
            backward.ContributeShared(node, backward.Gradient(node), title);
            return;
        }

        backward.Contribute(node, source, title, (target, guard) => backward.Add(
            new RelayoutKernel(layout, source), title, guard, backward.Gradient(node), target));
    }
}
