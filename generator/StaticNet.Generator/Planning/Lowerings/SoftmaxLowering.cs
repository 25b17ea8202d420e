using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Softmax over the classes of a vector.</summary>
internal sealed class SoftmaxLowering : Lowering<Softmax>
{
    protected override Layout LayoutOf(Node node, Softmax softmax, LayerPlan layers) => layers[node.Inputs[0]];

    protected override void Forward(Node node, Softmax softmax, ForwardPlanner forward) => forward.Store(
        node, new SoftmaxKernel(forward.Layers[node.Index].Values), forward.Title(node), forward.Source(node).Operand);

    protected override void Backward(Node node, Softmax softmax, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(
            new SoftmaxBackwardKernel(layout.Values), title, guard, backward.Forward.PlaceOf(node.Index).Operand, backward.Gradient(node), target));
    }
}
