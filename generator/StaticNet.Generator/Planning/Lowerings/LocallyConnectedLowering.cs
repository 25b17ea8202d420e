using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A locally connected layer. Training runs over the pictures inside of each step, so that the many weights are fetched once a batch.</summary>
internal sealed class LocallyConnectedLowering : Lowering<LocallyConnected>
{
    protected override Layout LayoutOf(Node node, LocallyConnected layer, LayerPlan layers) => Layout.Blocked(node.Output);

    protected override void AddParameters(Node node, LocallyConnected layer, ParameterPlanner parameters)
    {
        LocalFilters filters = FiltersOf(layer, parameters.Layers[node.Inputs[0]], parameters.Layers[node.Index]);
        Layout target = parameters.Layers[node.Index];
        int taps = filters.Slices * filters.Rows * filters.Columns, fanIn = filters.Channels * taps, fanOut = filters.Filters * taps;
        string[] positions = Last(
            node, ParameterPlanner.Strided(filters.OutputDepth, filters.OutputHeight * filters.OutputWidth * filters.PositionStride),
            ParameterPlanner.Strided(filters.OutputHeight, filters.OutputWidth * filters.PositionStride),
            ParameterPlanner.Strided(filters.OutputWidth, filters.PositionStride));
        string[] kernel = Last(
            node, ParameterPlanner.Strided(filters.Slices, filters.SliceStride), ParameterPlanner.Strided(filters.Rows, filters.RowStride),
            ParameterPlanner.Strided(filters.Columns, filters.ColumnStride));
        parameters.Add(
            node, "weight", [layer.Filters, .. node.Output.Spatial, filters.Channels, .. layer.Window.Kernel], isBias: false, parameters.RuleFor(node),
            fanIn, fanOut, filters.Length,
            [
                $"PackedAxis.Blocked({filters.Filters}, {filters.FilterBlockStride})", .. positions,
                ParameterPlanner.Strided(filters.Channels, LocalFilters.ChannelStride), .. kernel,
            ]);
        if (layer.Bias)
        {
            // The biases lie as the output does.
            string[] axes = Last(
                node, ParameterPlanner.Strided(target.Depth, target.SliceStride), ParameterPlanner.Strided(target.Height, target.LineStride),
                ParameterPlanner.Strided(target.Width, target.PixelStride));
            parameters.Add(
                node, "bias", [layer.Filters, .. node.Output.Spatial], isBias: true, InitializationRule.Zero, fanIn, fanOut, target.Length,
                [$"PackedAxis.Blocked({layer.Filters}, {target.BlockStride})", .. axes]);
        }
    }

    protected override void Forward(Node node, LocallyConnected layer, ForwardPlanner forward)
    {
        Place source = forward.Source(node);
        Layout target = forward.Layers[node.Index];
        string title = forward.Title(
            node, $"{WindowTitle.Sizes(layer.Window.Kernel)} filters of its own for every position{WindowTitle.Options(layer.Window)}, ");
        Node last = forward.FuseActivation(node, ref title, out Activation? activation);
        Window2D window = Window2D.Of(layer.Window);
        var kernel = new LocallyConnectedKernel(
            source.Layout, source.Operand.PictureStride, target, forward.NewValue(last).PictureStride, FiltersOf(layer, source.Layout, target),
            window.RowsOf(source.Layout, target), window.ColumnsOf(source.Layout, target), layer.Bias, activation, IsBatched: forward.Training)
        {
            Slices = window.SlicesOf(source.Layout, target),
        };
        Operand weights = forward.Parameters.Of(node, "weight");
        forward.Store(
            last, kernel, title, layer.Bias ? [source.Operand, weights, forward.Parameters.Of(node, "bias")] : [source.Operand, weights]);
    }

    protected override void Backward(Node node, LocallyConnected layer, BackwardPlanner backward)
    {
        Place x = backward.Forward.Source(node);
        Layout gradient = backward.Layers[node.Index], input = Layout.Blocked(backward.Graph[node.Inputs[0]].Output);
        LocalFilters filters = FiltersOf(layer, x.Layout, gradient);
        Window2D window = Window2D.Of(layer.Window);
        TapAxis slices = window.SlicesOf(x.Layout, gradient), rows = window.RowsOf(x.Layout, gradient), columns = window.ColumnsOf(x.Layout, gradient);
        string title = BackwardPlanner.Title(node);
        Operand dy = backward.GradientBeforeActivation(node);
        if (layer.Bias)
        {
            backward.Add(
                new PictureSumKernel(gradient.Length, dy.PictureStride), title + ": bias", Guard.Always, dy, backward.ParameterGradient(node, "bias"));
        }

        backward.Add(
            new LocallyConnectedWeightGradientKernel(x.Layout, x.Operand.PictureStride, gradient, dy.PictureStride, filters, rows, columns)
            {
                Slices = slices,
            },
            title + ": weights", Guard.Always, x.Operand, dy, backward.ParameterGradient(node, "weight"));
        title += ": data";
        backward.Contribute(node, input, title, (target, guard) =>
        {
            var kernel = new LocallyConnectedDataGradientKernel(gradient, dy.PictureStride, input, target.PictureStride, filters, rows, columns)
            {
                Slices = slices,
            };
            backward.Add(kernel, title, guard, dy, backward.Parameters.Of(node, "weight"), backward.NewScratch(kernel.ScratchLength), target);
        });
    }

    private static LocalFilters FiltersOf(LocallyConnected layer, Layout source, Layout target)
    {
        Window2D window = Window2D.Of(layer.Window);
        return new(layer.Filters, source.Channels, window.KernelH, window.KernelW, target.Height, target.Width)
        {
            Slices = window.KernelD,
            OutputDepth = target.Depth,
        };
    }

    /// <summary>As many of the axes as the map has; one on a single axis has columns only.</summary>
    private static string[] Last(Node node, params string[] axes) => [.. axes.Skip(axes.Length - node.Output.Rank)];
}
