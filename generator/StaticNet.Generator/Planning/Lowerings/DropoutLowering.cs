using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Dropout: a mask in training, nothing at all in prediction.</summary>
internal sealed class DropoutLowering : Lowering<Dropout>
{
    protected override Layout LayoutOf(Node node, Dropout dropout, LayerPlan layers) => layers[node.Inputs[0]];

    protected override void Forward(Node node, Dropout dropout, ForwardPlanner forward)
    {
        if (forward.Training)
        {
            forward.Store(
                node, new DropoutKernel(dropout.Rate, forward.Layers[node.Index].Length, node.Index), forward.Title(node), forward.Source(node).Operand);
            return;
        }

        forward.Place(node, forward.Source(node));
    }

    protected override void Backward(Node node, Dropout dropout, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(
            new DropoutBackwardKernel(dropout.Rate, layout.Length, node.Index), title, guard, backward.Gradient(node), target));
    }
}
