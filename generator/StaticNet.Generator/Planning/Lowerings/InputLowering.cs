using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// The caller's picture. A convolution reads it where it is; other layers read whole vectors, past its end, and the backward pass
/// reads it later: those get a copy.
/// </summary>
internal sealed class InputLowering : Lowering<InputLayer>
{
    protected override Layout LayoutOf(Node node, InputLayer layer, LayerPlan layers) => Layout.Compact(node.Output);

    protected override void Forward(Node node, InputLayer layer, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        var caller = new Operand(Memory.Input, -1, 0, node.Output.Length);
        if (!forward.Training && !forward.Layers.IsOutput(node.Index)
            && forward.Layers.UsersOf(node.Index, training: false).All(static user => user.Layer is Conv))
        {
            forward.Place(node, new Place(layout, caller));
            return;
        }

        // A prediction's caller hands in what is normalised already, see the runtime's InputReader.
        bool normalizes = forward.Training && layer.Normalization is not null;
        Kernel kernel = normalizes
            ? new ChannelAffineKernel(layout, layer.Normalization!.Scales, layer.Normalization.Shifts, ToCaller: false)
            : new RelayoutKernel(layout, layout);
        forward.Store(node, kernel, $"input {node.Output}{(normalizes ? ", normalised" : "")}", caller);
    }

    protected override void Backward(Node node, InputLayer layer, BackwardPlanner backward)
    {
    }
}
