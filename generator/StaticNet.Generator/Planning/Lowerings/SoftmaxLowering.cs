using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Softmax and its logarithm. A vector is one row of values in any order. A map is brought into planar rows, where the lanes of a vector
/// are positions and sums over channels need no steps across lanes; blocks of channels are transposed on the way.
/// </summary>
internal abstract class SoftmaxLowering<TLayer>(bool isLogarithm) : Lowering<TLayer>
    where TLayer : Layer
{
    protected override Layout LayoutOf(Node node, TLayer layer, LayerPlan layers)
    {
        Layout source = layers[node.Inputs[0]];
        return node.Output.Rank == 0 || (source.IsPlanar && source.ChannelStride % Layout.Block == 0) ? source
            : node.Output.Positions == 1 ? Layout.Blocked(node.Output)
            : Layout.Planar(node.Output);
    }

    protected override void Forward(Node node, TLayer layer, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        Kernel kernel = IsVector(node, layout) ? new SoftmaxKernel(layout.Values, isLogarithm) : new MapSoftmaxKernel(layout, isLogarithm);
        forward.Store(node, kernel, forward.Title(node), forward.Rearranged(node, layout).Operand);
    }

    protected override void Backward(Node node, TLayer layer, BackwardPlanner backward)
    {
        Layout layout = backward.Layers[node.Index];
        string title = BackwardPlanner.Title(node);
        Kernel kernel = BackwardKernel(node, layout, isLogarithm);
        backward.Contribute(node, layout, title, (target, guard) => backward.Add(
            kernel, title, guard, backward.Forward.PlaceOf(node.Index).Operand, backward.Gradient(node), target));
    }

    protected static Kernel BackwardKernel(Node node, Layout layout, bool isLogarithm) =>
        !IsVector(node, layout) ? new MapSoftmaxBackwardKernel(layout, isLogarithm)
        : isLogarithm ? new LogSoftmaxBackwardKernel(layout.Values)
        : new SoftmaxBackwardKernel(layout.Values);

    private static bool IsVector(Node node, Layout layout) => node.Output.Rank == 0 || layout.IsBlocked;
}

/// <summary>exp(x) / sum of exp(x).</summary>
internal sealed class SoftmaxLowering() : SoftmaxLowering<Softmax>(isLogarithm: false)
{
    /// <summary>The kernel for the gradient of a softmax whose value lies in <paramref name="layout"/>: parameters y, dy and dx.</summary>
    public static Kernel BackwardKernel(Node node, Layout layout) => BackwardKernel(node, layout, isLogarithm: false);
}

/// <summary>x - log of the sum of exp(x).</summary>
internal sealed class LogSoftmaxLowering() : SoftmaxLowering<LogSoftmax>(isLogarithm: true);
