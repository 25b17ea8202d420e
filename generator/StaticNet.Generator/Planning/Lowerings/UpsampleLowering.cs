using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A map enlarged, on blocks of channels.</summary>
internal sealed class UpsampleLowering : Lowering<Upsample>
{
    protected override Layout LayoutOf(Node node, Upsample upsample, LayerPlan layers) => Layout.Blocked(node.Output);

    protected override void Forward(Node node, Upsample upsample, ForwardPlanner forward)
    {
        Place source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        Layout target = forward.Layers[node.Index];
        (int depth, int height, int width) = Scales(upsample);
        Kernel kernel = upsample.Mode == UpsampleMode.Nearest
            ? new NearestUpsampleKernel(source.Layout, target, height, width) { ScaleD = depth }
            : new BilinearUpsampleKernel(source.Layout, target, height, width, upsample.AlignCorners);
        forward.Store(node, kernel, forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, Upsample upsample, BackwardPlanner backward)
    {
        Layout source = Layout.Blocked(backward.Graph[node.Inputs[0]].Output), target = backward.Layers[node.Index];
        (int depth, int height, int width) = Scales(upsample);
        Kernel kernel = upsample.Mode == UpsampleMode.Nearest
            ? new NearestUpsampleBackwardKernel(source, target, height, width) { ScaleD = depth }
            : new BilinearUpsampleBackwardKernel(source, target, height, width, upsample.AlignCorners);
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, source, title, (gradient, guard) => backward.Add(kernel, title, guard, backward.Gradient(node), gradient));
    }

    /// <summary>The factors for slices, rows and columns; 1 on an axis that the map does not have.</summary>
    private static (int Depth, int Height, int Width) Scales(Upsample upsample)
    {
        int x = upsample.Scale.Count - 1;
        return (x > 1 ? upsample.Scale[x - 2] : 1, x > 0 ? upsample.Scale[x - 1] : 1, upsample.Scale[x]);
    }
}
