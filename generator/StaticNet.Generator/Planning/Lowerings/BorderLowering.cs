using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A border put around a map, in rows or on blocks of channels, as the map lies.</summary>
internal sealed class PadLowering : Lowering<Pad>
{
    protected override Layout LayoutOf(Node node, Pad pad, LayerPlan layers) => Border.LayoutOf(node, layers);

    protected override void Forward(Node node, Pad pad, ForwardPlanner forward)
    {
        Border border = Border.Of(pad.Before);
        Place source = forward.Source(node);
        forward.Store(node, border.Kernel(source.Layout, forward.Layers[node.Index], pad.Mode, pad.Value), forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, Pad pad, BackwardPlanner backward)
    {
        Border border = Border.Of(pad.Before);
        Layout source = backward.Layers[node.Inputs[0]], target = backward.Layers[node.Index];
        Kernel kernel = pad.Mode == PadMode.Constant
            ? border.Inverse.Kernel(target, source, PadMode.Constant, 0)
            : new BorderFoldKernel(source, target, border.Top, border.Left, pad.Mode) { Front = border.Front };
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, source, title, (gradient, guard) => backward.Add(kernel, title, guard, backward.Gradient(node), gradient));
    }
}

/// <summary>A border cut off; its gradient is one of zeros put around.</summary>
internal sealed class CropLowering : Lowering<Crop>
{
    protected override Layout LayoutOf(Node node, Crop crop, LayerPlan layers) => Border.LayoutOf(node, layers);

    protected override void Forward(Node node, Crop crop, ForwardPlanner forward)
    {
        Place source = forward.Source(node);
        Kernel kernel = Border.Of(crop.Before).Inverse.Kernel(source.Layout, forward.Layers[node.Index], PadMode.Constant, 0);
        forward.Store(node, kernel, forward.Title(node), source.Operand);
    }

    protected override void Backward(Node node, Crop crop, BackwardPlanner backward)
    {
        Layout source = backward.Layers[node.Inputs[0]];
        Kernel kernel = Border.Of(crop.Before).Kernel(backward.Layers[node.Index], source, PadMode.Constant, 0);
        string title = BackwardPlanner.Title(node);
        backward.Contribute(node, source, title, (gradient, guard) => backward.Add(kernel, title, guard, backward.Gradient(node), gradient));
    }
}

/// <summary>What stands in front of a map on each axis; of axes that it does not have, nothing.</summary>
internal sealed record Border(int Front, int Top, int Left)
{
    /// <summary>As much cut off.</summary>
    public Border Inverse => new(-Front, -Top, -Left);

    public static Border Of(EquatableArray<int> before)
    {
        int x = before.Count - 1;
        return new(x > 1 ? before[x - 2] : 0, x > 0 ? before[x - 1] : 0, before[x]);
    }

    public static Layout LayoutOf(Node node, LayerPlan layers) =>
        layers[node.Inputs[0]].IsPlanar ? Layout.Planar(node.Output) : Layout.Blocked(node.Output);

    public BorderKernel Kernel(Layout source, Layout target, PadMode mode, float value) => new(source, target, Top, Left, mode, value) { Front = Front };
}
