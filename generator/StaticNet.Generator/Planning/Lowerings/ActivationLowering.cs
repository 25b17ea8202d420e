using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>An element-wise function that no other kernel applies: over the whole buffer, in any layout.</summary>
internal sealed class ActivationLowering : Lowering<Activation>
{
    protected override Layout LayoutOf(Node node, Activation activation, LayerPlan layers) => layers[node.Inputs[0]];

    protected override void Forward(Node node, Activation activation, ForwardPlanner forward) => forward.Store(
        node, new ElementwiseKernel(activation.Function, activation.Slope, forward.Layers[node.Index].Length), forward.Title(node),
        forward.Source(node).Operand);

    protected override void Backward(Node node, Activation activation, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        var kernel = new ElementwiseBackwardKernel(activation.Function, activation.Slope, layout.Length);
        Operand known = backward.Forward.PlaceOf(kernel.UsesInput ? node.Inputs[0] : node.Index).Operand;
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(kernel, title, guard, known, backward.Gradient(node), target));
    }
}
