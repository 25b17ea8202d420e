using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Pools: 2x2 maxima, means and sums of stride 2 stay in planar rows, every other one runs on blocks of channels.</summary>
internal sealed class PoolLowering : Lowering<Pool>
{
    /// <summary>Whether the pool runs on planar rows of <paramref name="source"/>.</summary>
    public static bool IsPlanar(Node node, Layout source) =>
        source.IsPlanar && source.RowStride % Layout.Block == 0 && IsOfPairs(node, source);

    /// <summary>Whether the pool takes windows of 2x2 values of <paramref name="source"/> side by side, each whole.</summary>
    public static bool IsOfPairs(Node node, Layout source) =>
        node.Layer is Pool { Reduction: not PoolKind.L2 } pool
        && pool.Window.Kernel.Count == 2 && pool.Window.Kernel.All(static k => k == 2) && pool.Window.Stride.All(static s => s == 2)
        && pool.Window.Dilation.All(static d => d == 1) && pool.Window.PaddingBefore.All(static p => p == 0)
        && node.Output.Height == source.Height / 2 && node.Output.Width == source.Width / 2;

    protected override Layout LayoutOf(Node node, Pool pool, LayerPlan layers) =>
        IsPlanar(node, layers[node.Inputs[0]]) ? Layout.Planar(node.Output) : Layout.Blocked(node.Output);

    protected override void Forward(Node node, Pool pool, ForwardPlanner forward)
    {
        Place source = forward.Source(node);
        Layout target = forward.Layers[node.Index];
        string title = forward.Title(
            node, $"{WindowTitle.Sizes(pool.Window.Kernel)} {PoolText.Of(pool.Reduction)}{WindowTitle.Options(pool.Window)}, ");
        bool keeps = forward.Training && pool.Reduction == PoolKind.Max;
        Operand[] argmax = keeps ? [forward.Keep(node, "argmax", target.Length)] : [];
        if (IsPlanar(node, source.Layout))
        {
            forward.Store(node, new PlanarPoolKernel(pool.Reduction, source.Layout, target) { KeepsArgmax = keeps }, title, [source.Operand, .. argmax]);
            return;
        }

        source = forward.Rearranged(node, Layout.Blocked(forward.Graph[node.Inputs[0]].Output));
        forward.Store(
            node, new BlockedPoolKernel(pool.Reduction, source.Layout, target, Window2D.Of(pool.Window), pool.CountPadding) { KeepsArgmax = keeps }, title,
            [source.Operand, .. argmax]);
    }

    protected override void Backward(Node node, Pool pool, BackwardPlanner backward)
    {
        string title = BackwardPlanner.Title(node);
        Place x = backward.Forward.InputRead(node);
        Operand dy = backward.Gradient(node);
        Layout layout = backward.Layers[node.Index];
        bool isPlanar = IsPlanar(node, x.Layout);
        Kernel kernel = isPlanar
            ? new PlanarPoolBackwardKernel(pool.Reduction, x.Layout, layout)
            : new BlockedPoolBackwardKernel(pool.Reduction, x.Layout, layout, Window2D.Of(pool.Window), pool.CountPadding);
        Operand[] reads = pool.Reduction switch
        {
            PoolKind.Max => [backward.Kept(node, "argmax"), dy],
            PoolKind.L2 => [x.Operand, backward.Forward.PlaceOf(node.Index).Operand, dy],
            _ => [dy],
        };
        backward.Contribute(node, x.Layout, title, (target, guard) => backward.Add(kernel, title, guard, [.. reads, target]));
    }
}
