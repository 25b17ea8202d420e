using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>A convolution, as its <see cref="ConvPlan"/> says.</summary>
internal sealed class ConvLowering : Lowering<Conv>
{
    protected override Layout LayoutOf(Node node, Conv conv, LayerPlan layers) => layers.Convolution(node).Target;

    protected override void AddParameters(Node node, Conv conv, ParameterPlanner parameters)
    {
        ConvPlan plan = parameters.Layers.Convolution(node);
        int taps = plan.Window.Taps, channels = plan.ChannelsPerGroup;
        string[] axes;
        if (plan.IsPlanar)
        {
            axes =
            [
                ParameterPlanner.Strided(conv.Filters, channels * taps), ParameterPlanner.Strided(channels, taps),
                ParameterPlanner.Strided(plan.KernelH, plan.KernelW), ParameterPlanner.Strided(plan.KernelW, 1),
            ];
        }
        else if (plan.Depthwise is { } depthwise)
        {
            DepthwiseFilters filters = depthwise.Filters;
            axes =
            [
                $"PackedAxis.Blocked({filters.Filters}, {filters.BlockStride})", ParameterPlanner.Strided(1, 0),
                ParameterPlanner.Strided(plan.KernelD, filters.SliceStride), ParameterPlanner.Strided(plan.KernelH, filters.RowStride), ParameterPlanner.Strided(plan.KernelW, DepthwiseFilters.ColumnStride),
            ];
        }
        else
        {
            PackedFilters packed = plan.Packed;
            axes =
            [
                packed.IsGrouped ? GroupedFilters(packed) : $"PackedAxis.Blocked({conv.Filters}, {packed.FilterBlockStride})",
                packed.IsGrouped || packed.ChannelBlocks == 1 ? ParameterPlanner.Strided(channels, packed.ChannelStride) : ChannelTable(packed),
                ParameterPlanner.Strided(plan.KernelD, packed.SliceStride),
                ParameterPlanner.Strided(plan.KernelH, packed.RowStride),
                ParameterPlanner.Strided(plan.KernelW, packed.ColumnStride),
            ];
        }

        // In files a filter has as many axes as the map.
        axes = [axes[0], axes[1], .. axes.Skip(axes.Length - node.Output.Rank)];
        int fanIn = channels * taps, fanOut = plan.FiltersPerGroup * taps;
        parameters.Add(
            node, "weight", [conv.Filters, channels, .. conv.Window.Kernel], isBias: false, parameters.RuleFor(node), fanIn, fanOut,
            plan.WeightLength, axes);
        if (conv.Bias)
        {
            parameters.AddBias(node, conv.Filters, fanIn, fanOut);
        }
    }

    protected override void Forward(Node node, Conv conv, ForwardPlanner forward)
    {
        ConvPlan plan = forward.Layers.Convolution(node);
        WinogradShape? winograd = forward.Training ? WinogradTraining.Forward(plan, forward.Layers.Precision) : plan.Winograd;
        Place source = plan.Depthwise is null && winograd is null ? forward.Source(node) : forward.Rearranged(node, winograd?.Source ?? plan.Source);
        WinogradRowShape? byRows = forward.Training ? null : plan.WinogradRows;
        string by = winograd is not null ? $" by {winograd.Title}" : byRows is not null ? $" by {byRows.Title}" : "";
        string title = forward.Title(
            node, $"{WindowTitle.Sizes(conv.Window.Kernel)} convolution{by}{WindowTitle.Options(conv.Window)}{(conv.Groups > 1 ? $", {conv.Groups} groups" : "")}, ");
        Epilogue epilogue = Epilogue.Fuse(node, conv.Bias, forward, ref title, canAdd: plan is { IsPlanar: false, Depthwise: null });
        if (winograd is not null)
        {
            StoreWinograd(node, winograd, plan.Packed, source.Operand, epilogue, title, forward);
            return;
        }

        if (byRows is not null && !plan.IsPlanar)
        {
            StoreWinogradRows(node, plan.Label, byRows, source.Operand, epilogue, title, forward);
            return;
        }

        Node last = epilogue.Last;
        Operand weights = forward.Parameters.Of(node, "weight");
        if (!plan.IsPlanar)
        {
            (int blocks, int stride) = plan.Depthwise is { Filters: var own } ? (own.Blocks, own.BlockStride) : (plan.Packed.FilterBlocks, plan.Packed.FilterBlockStride);
            epilogue = epilogue.ScaleFilters(node, forward, stride / Layout.Block, new FilterScaleKernel(blocks, stride), ref weights);
        }

        Operand[] parameters = [weights, .. epilogue.Operands];
        if (plan.Depthwise is { } depthwise)
        {
            forward.Store(last, depthwise.Slide("", epilogue.HasBias, epilogue.Activation, epilogue.IsScaled), title, [source.Operand, .. parameters]);
            return;
        }

        if (!plan.IsPlanar)
        {
            var blocked = new BlockedConvKernel(
                plan.Label, source.Layout, plan.Target, plan.Packed, plan.Rows, plan.Columns, 1, 1, epilogue.HasBias, epilogue.Activation,
                epilogue.IsScaled)
            {
                HasSum = epilogue.HasSum,
                Slices = plan.Slices,
            };
            Operand x = source.Operand;
            if (!forward.Training && plan.Im2Col is { } im2Col)
            {
                x = forward.NewScratch(im2Col.Target.Length);
                blocked = blocked.After(im2Col);
                forward.Add(im2Col with { IsByLines = blocked.IsByLines }, $"input of {node.Name} as its taps meet it", source.Operand, x);
            }

            forward.Store(last, blocked, title, [x, .. parameters]);
            return;
        }

        if (byRows is not null)
        {
            StoreWinogradRowsAlong(node, plan, source, epilogue, title, forward);
            return;
        }

        int length = source.Layout.Channels * plan.PlaneRows * plan.PlaneStride;
        Operand planes = forward.Training ? forward.Keep(node, "planes", length) : forward.NewScratch(length);
        forward.Add(
            new HaloCopyKernel(source.Layout, plan.PadTop, plan.PadLeft, plan.PlaneRows, plan.PlaneStride),
            $"input of {node.Name} in planes with a halo", source.Operand, planes);
        PoolKind? pooled = plan.Target.RowStride % Layout.Block == 0 ? FusePool(ref last, plan.Target, epilogue.Activation, ref title, forward) : null;
        var kernel = new PlanarConvKernel(
            plan.Label, plan.ChannelsPerGroup, plan.FiltersPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
            plan.PlaneRows, plan.PlaneStride, plan.PadTop, plan.Source.Height, plan.Target, plan.ForwardWeights, epilogue.HasBias, epilogue.Activation, pooled,
            IsGradient: false, epilogue.IsScaled);
        forward.Store(last, kernel, title, [planes, .. parameters]);
    }

    /// <summary>Filters are transformed when the weights change, with the scale of a normalisation that follows; a 2x2 pool behind it is taken along.</summary>
    private static void StoreWinograd(Node node, WinogradShape shape, PackedFilters packed, Operand x, Epilogue epilogue, string title, ForwardPlanner forward)
    {
        Operand weights = forward.Parameters.Of(node, "weight");
        Operand[] scale = [.. epilogue.Operands.Take(epilogue.IsScaled ? 1 : 0)], operands = [.. epilogue.Operands.Skip(scale.Length)];
        Operand filters = forward.Prepared(node, shape.FilterLength, new WinogradFilterKernel(shape.Rows, shape.Columns, packed, epilogue.IsScaled), [weights, .. scale]);
        if (forward.Training && WinogradTraining.TryForward(node, shape, x, filters, epilogue, title, forward))
        {
            return;
        }

        Node last = epilogue.Last;
        var end = new WinogradEpilogue(epilogue.HasBias || epilogue.IsScaled, epilogue.HasSum, epilogue.Activation)
        {
            Pooled = epilogue.HasSum ? null : FusePool(ref last, shape.Target, epilogue.Activation, ref title, forward),
        };
        var program = new WinogradProgram(shape, end);
        Operand patches = forward.NewScratch(program.Scratch[0]), products = forward.NewScratch(program.Scratch[1]);
        if (program.Patches is null)
        {
            forward.Store(last, program.Main, title, [x, filters, .. operands, patches, products]);
            return;
        }

        forward.Add(program.Patches, $"input of {node.Name} in patches of {shape.Rows.Patch}x{shape.Columns.Patch}, transformed", x, patches);
        forward.Store(last, program.Main, title, [patches, filters, .. operands, products]);
    }

    /// <summary>As <see cref="StoreWinograd"/>, with transforms of rows alone, and with a 2x2 pool that follows.</summary>
    private static void StoreWinogradRows(Node node, string label, WinogradRowShape shape, Operand x, Epilogue epilogue, string title, ForwardPlanner forward)
    {
        Operand weights = forward.Parameters.Of(node, "weight");
        Operand[] scale = [.. epilogue.Operands.Take(epilogue.IsScaled ? 1 : 0)], operands = [.. epilogue.Operands.Skip(scale.Length)];
        Operand filters = forward.Prepared(
            node, shape.Transformed.Length, new WinogradRowFilterKernel(shape.Size, shape.Filters, epilogue.IsScaled), [weights, .. scale]);
        Node last = epilogue.Last;
        var end = new WinogradEpilogue(epilogue.HasBias || epilogue.IsScaled, epilogue.HasSum, epilogue.Activation)
        {
            Pooled = epilogue.HasSum ? null : FusePool(ref last, shape.Target, epilogue.Activation, ref title, forward),
        };
        var kernel = new WinogradRowConvKernel(label, shape, end);
        forward.Store(
            last, kernel, title,
            [x, filters, .. operands, forward.NewScratch(kernel.RowsLength), forward.NewScratch(kernel.ProductsLength)]);
    }

    /// <summary>The same with vectors along a row.</summary>
    private static void StoreWinogradRowsAlong(Node node, ConvPlan plan, Place source, Epilogue epilogue, string title, ForwardPlanner forward)
    {
        Operand weights = forward.Parameters.Of(node, "weight");
        Operand[] scale = [.. epilogue.Operands.Take(epilogue.IsScaled ? 1 : 0)], operands = [.. epilogue.Operands.Skip(scale.Length)];
        var transform = new WinogradRowPlanarFilterKernel(plan.Target.Channels, plan.Source.Channels, plan.KernelH, plan.KernelW, epilogue.IsScaled);
        Operand filters = forward.Prepared(node, transform.Length, transform, [weights, .. scale]);
        Node last = epilogue.Last;
        PoolKind? pooled = FusePool(ref last, plan.Target, epilogue.Activation, ref title, forward);
        var kernel = new WinogradRowPlanarConvKernel(
            plan.Label, source.Layout, plan.Target, plan.KernelH, plan.KernelW, plan.DilationW, plan.PadTop, plan.PadLeft, plan.PlaneStride,
            epilogue.HasBias || epilogue.IsScaled, epilogue.Activation, pooled);
        forward.Store(last, kernel, title, [source.Operand, filters, .. operands, forward.NewScratch(kernel.RowsLength)]);
    }

    /// <summary>
    /// Takes a 2x2 pool of stride 2 that alone reads the value into its kernel. The maximum is taken before the activation, which an increasing one allows;
    /// means and sums are taken behind it.
    /// </summary>
    private static PoolKind? FusePool(ref Node last, Layout layout, Activation? activation, ref string title, ForwardPlanner forward)
    {
        if (forward.Training || forward.Layers.OnlyUser(last.Index, training: false) is not { Layer: Pool pool } user || !PoolLowering.IsOfPairs(user, layout)
            || (pool.Reduction == PoolKind.Max && activation is not null && !Activations.IsIncreasing(activation.Function, activation.Slope)))
        {
            return null;
        }

        last = user;
        forward.Fuse(user, ref title);
        return pool.Reduction;
    }

    protected override void Backward(Node node, Conv conv, BackwardPlanner backward)
    {
        ConvPlan plan = backward.Layers.Convolution(node);
        string title = BackwardPlanner.Title(node);
        Operand dy = backward.GradientBeforeActivation(node);
        if (conv.Bias)
        {
            backward.Add(
                new BiasGradientKernel(plan.Target, conv.Filters, dy.PictureStride), title + ": bias", Guard.Always,
                dy, backward.ParameterGradient(node, "bias"));
        }

        Operand gradient = backward.ParameterGradient(node, "weight");
        if (plan.Depthwise is { } depthwise)
        {
            Operand x = backward.Forward.InputRead(node).Operand, weights = backward.Parameters.Of(node, "weight");
            backward.Add(depthwise.WeightGradient(x, dy), title + ": weights", Guard.Always, x, dy, gradient);
            title += ": data";
            backward.Contribute(node, plan.Source, title, (target, guard) =>
            {
                Layout filters = plan.Source with { Channels = conv.Filters };
                Operand sums = filters == plan.Source ? target : backward.NewScratch(filters.Length);
                foreach ((DepthwiseConvKernel kernel, int offset) in depthwise.Gather("Data", hasBias: false, activation: null))
                {
                    backward.Add(kernel, title, guard, dy, weights, sums.At(offset));
                }

                if (filters != plan.Source)
                {
                    backward.Add(new FilterSumKernel(filters, plan.Source), title + ", of all filters", guard, sums, target);
                }
            });
            return;
        }

        if (plan.IsPlanar)
        {
            var kernel = new PlanarWeightGradientKernel(
                plan.ChannelsPerGroup, plan.FiltersPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
                plan.PlaneRows, plan.PlaneStride, plan.Target, dy.PictureStride);
            backward.Add(kernel, title + ": weights", Guard.Always, backward.Kept(node, "planes"), dy, gradient);
        }
        else
        {
            Operand x = backward.Forward.Source(node).Operand;
            if (WinogradTraining.Weights(plan, backward.Layers.Precision) is { } winograd)
            {
                WinogradTraining.PlanWeights(plan, winograd, x, dy, gradient, title + ": weights", backward);
            }
            else
            {
                backward.Add(
                    new BlockedWeightGradientKernel(plan.Source, x.PictureStride, plan.Target, dy.PictureStride, plan.Packed, plan.Rows, plan.Columns)
                    {
                        Slices = plan.Slices,
                    },
                    title + ": weights", Guard.Always, x, dy, gradient);
            }

            if (plan.Packed.IsGrouped)
            {
                backward.Add(new GroupMaskKernel(plan.Packed), title + ": weights across groups", Guard.Always, gradient);
            }
        }

        title += ": data";
        Shape input = backward.Graph[node.Inputs[0]].Output;
        if (plan.Source.IsPlanar && input.Rank < 3 && plan.StrideH == 1 && plan.StrideW == 1)
        {
            Layout planar = Layout.Planar(input);
            backward.Contribute(node, planar, title, (target, guard) => PlanarDataGradient(node, conv, plan, planar, dy, target, guard, title, backward));
        }
        else
        {
            Layout blocked = Layout.Blocked(input);
            backward.Contribute(node, blocked, title, (target, guard) => BlockedDataGradient(node, plan, blocked, dy, target, guard, title, backward));
        }
    }

    /// <summary>A convolution of the output gradient, padded by what the kernel overlaps, with reversed taps.</summary>
    private static void PlanarDataGradient(
        Node node, Conv conv, ConvPlan plan, Layout planar, Operand dy, Operand target, Guard guard, string title, BackwardPlanner backward)
    {
        int rows = planar.Height + ((plan.KernelH - 1) * plan.DilationH);
        int stride = Layout.RoundUp(planar.RowStride + ((plan.KernelW - 1) * plan.DilationW));
        int top = ((plan.KernelH - 1) * plan.DilationH) - plan.PadTop;
        Operand planes = backward.NewScratch(conv.Filters * rows * stride);
        backward.Add(
            new HaloCopyKernel(plan.Target, top, ((plan.KernelW - 1) * plan.DilationW) - plan.PadLeft, rows, stride),
            $"{BackwardPlanner.Title(node)}: gradient in planes with a halo", guard, dy, planes);
        Operand weights = backward.Parameters.Of(node, "weight");
        if (!plan.IsPlanar)
        {
            Operand unpacked = backward.Preparation.NewMemory(conv.Filters * plan.ChannelsPerGroup * plan.KernelH * plan.KernelW);
            backward.Preparation.Add(node, new FilterUnpackKernel(plan.Packed), weights, unpacked);
            weights = unpacked;
        }

        var kernel = new PlanarConvKernel(
            "Data" + plan.Label, plan.FiltersPerGroup, plan.ChannelsPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
            rows, stride, top, plan.Target.Height, planar, plan.BackwardWeights, HasBias: false, Activation: null, Pooled: null, IsGradient: true);
        backward.Add(kernel, title, guard, planes, weights, target);
    }

    /// <summary>One gather for every phase of the stride: input positions with the same remainder are reached by the same taps.</summary>
    private static void BlockedDataGradient(
        Node node, ConvPlan plan, Layout blocked, Operand dy, Operand target, Guard guard, string title, BackwardPlanner backward)
    {
        if (WinogradTraining.Data(plan, blocked, backward.Layers.Precision) is { } winograd)
        {
            WinogradTraining.PlanData(node, plan, winograd, dy, target, guard, title, backward);
            return;
        }

        Window2D window = plan.Window;
        var phases = new List<GradientPhase>();
        int start = backward.Preparation.Length;
        foreach ((int z, int y, int x) in
            from z in Enumerable.Range(0, Math.Min(window.StrideD, blocked.Depth))
            from y in Enumerable.Range(0, Math.Min(window.StrideH, blocked.Height))
            from x in Enumerable.Range(0, Math.Min(window.StrideW, blocked.Width))
            select (z, y, x))
        {
            TapAxis slices = TapAxis.Gather(
                blocked.Depth, plan.Target.Depth, window.KernelD, window.StrideD, window.DilationD, window.PadFront, z, out int lastSlice, out int sliceStep);
            TapAxis rows = TapAxis.Gather(
                blocked.Height, plan.Target.Height, window.KernelH, window.StrideH, window.DilationH, window.PadTop, y, out int lastRow, out int rowStep);
            TapAxis columns = TapAxis.Gather(
                blocked.Width, plan.Target.Width, window.KernelW, window.StrideW, window.DilationW, window.PadLeft, x, out int lastColumn, out int columnStep);
            PackedFilters filters = PackedFilters.Create(
                plan.Source.Channels, plan.Target.Channels, rows.Count, columns.Count, plan.Conv.Groups, blockedSource: true, slices.Count);
            Operand weights = backward.Preparation.NewMemory(filters.Length);
            phases.Add(new GradientPhase(filters, weights.Offset - start, lastRow, rowStep, lastColumn, columnStep)
            {
                LastSlice = lastSlice,
                SliceStep = sliceStep,
            });
            string phase = window.IsStrided ? $"Phase{(window.StrideD > 1 ? $"{z}" : "")}{y}{x}" : "";
            var kernel = new BlockedConvKernel(
                $"Data{plan.Label}{phase}", plan.Target, blocked, filters, rows, columns, window.StrideH, window.StrideW, HasBias: false, Activation: null)
            {
                Slices = slices,
                TargetStepZ = window.StrideD,
            };
            backward.Add(kernel, title, guard, dy, weights, target.At(blocked.Offset(0, z, y, x)));
        }

        backward.Preparation.Add(
            node, new FilterTransposeKernel(plan.Packed, phases.ToEquatableArray()), backward.Parameters.Of(node, "weight"),
            new Operand(Memory.Prepared, -1, start, 0));
    }

    /// <summary>Filters of a grouped convolution whose ranges differ: the filter's place, and its group's first channel within the range.</summary>
    private static string GroupedFilters(PackedFilters packed)
    {
        int channels = packed.Channels / packed.Groups, filters = packed.Filters / packed.Groups;
        IEnumerable<int> offsets = Enumerable.Range(0, packed.Filters).Select(
            k => (k / 16 * packed.FilterBlockStride) + (k % 16) + (((k / filters * channels) - packed.Starts[k / 16]) * packed.ChannelStride));
        return $"PackedAxis.Table([{string.Join(", ", offsets)}])";
    }

    private static string ChannelTable(PackedFilters packed) =>
        $"PackedAxis.Table([{string.Join(", ", Enumerable.Range(0, packed.Channels).Select(c => (c / 16 * packed.ChannelBlockStride) + (c % 16 * 16)))}])";
}
