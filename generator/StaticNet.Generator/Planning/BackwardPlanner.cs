using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The backward steps of a training program, layer by layer from the output: the gradient of a value lies in the value's own layout. Also
/// plans the transposed weights that data gradients read, rewritten once per training step.
/// </summary>
internal sealed class BackwardPlanner
{
    private readonly NetworkGraph graph;
    private readonly LayerPlan layers;
    private readonly ParameterPlanner parameters;
    private readonly ProgramBuilder program;
    private readonly ProgramBuilder prepare;
    private readonly ForwardPlanner forward;
    private readonly Dictionary<int, Operand> gradients = [];
    private readonly bool[] leadsToParameters;

    public BackwardPlanner(
        NetworkGraph graph, LayerPlan layers, ParameterPlanner parameters, ProgramBuilder program, ProgramBuilder prepare, ForwardPlanner forward)
    {
        this.graph = graph;
        this.layers = layers;
        this.parameters = parameters;
        this.program = program;
        this.prepare = prepare;
        this.forward = forward;
        leadsToParameters = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            leadsToParameters[node.Index] = node.Layer is Conv or Dense || node.Inputs.Any(input => leadsToParameters[input]);
        }
    }

    /// <summary>Floats of all transposed weights.</summary>
    public int TransposedLength { get; private set; }

    public void Plan()
    {
        Node output = graph[graph.Outputs[0].Node];
        var seed = new Operand(Memory.OutputGradient, -1, 0, output.Output.Length);
        Layout compact = Layout.Compact(output.Output);
        if (output.Layer is Softmax)
        {
            program.Add(new RelayoutKernel(compact, layers[output.Index]), "gradient of the output", Guard.EntryAtOutput, seed, Gradient(output.Index));
            int logits = output.Inputs[0];
            program.Add(
                new SoftmaxBackwardKernel(layers[output.Index].Values), Title(output), Guard.EntryAtOutput,
                forward.Places[output.Index].Operand, Gradient(output.Index), Gradient(logits));
            program.Add(new RelayoutKernel(compact, layers[logits]), "gradient of the logits", Guard.EntryBeforeSoftmax, seed, Gradient(logits));
        }
        else
        {
            program.Add(new RelayoutKernel(compact, layers[output.Index]), "gradient of the output", Guard.Always, seed, Gradient(output.Index));
        }

        foreach (Node node in graph.Nodes.Reverse())
        {
            if (node.Layer is not InputLayer && !(node.Index == output.Index && node.Layer is Softmax))
            {
                PlanNode(node);
            }
        }

        Node input = graph[0];
        program.Add(
            new RelayoutKernel(layers[0], Layout.Compact(input.Output), ToCaller: true), "gradient of the input", Guard.InputGradient,
            Gradient(0), new Operand(Memory.InputGradient, -1, 0, input.Output.Length));
    }

    private static string Title(Node node) => $"{node.Name}, backward";

    private Operand Gradient(int node)
    {
        if (!gradients.TryGetValue(node, out Operand? operand))
        {
            operand = gradients[node] = program.NewBuffer(layers[node].Length);
        }

        return operand;
    }

    /// <summary>Gradients of values that no parameter leads to are needed only for the gradient of the input.</summary>
    private Guard GuardOf(int node) => leadsToParameters[node] ? Guard.Always : Guard.InputGradient;

    private Operand InGradient(Operand weights) => weights with { Memory = Memory.Gradient };

    private void PlanNode(Node node)
    {
        int source = node.Inputs[0];
        Guard guard = GuardOf(source);
        Operand dy = node.Layer is Conv or Dense && layers.FusedActivation(node) is { } fusedBy ? Gradient(fusedBy.Index) : Gradient(node.Index);
        string title = Title(node);
        switch (node.Layer)
        {
            case Conv conv:
                PlanConv(node, conv, dy, guard);
                break;
            case Dense dense:
                PlanDense(node, dense, dy, guard);
                break;
            case Pool pool:
                PlanPool(node, pool, dy, guard);
                break;
            case GlobalAvgPool:
                Layout blocked = Layout.Blocked(graph[source].Output);
                Into(source, blocked, guard, title, target => program.Add(new GlobalAvgPoolBackwardKernel(blocked), title, guard, dy, target));
                break;
            case Activation when layers.FusedActivation(graph[source])?.Index == node.Index:
                break;
            case Activation activation:
                var kernel = new ElementwiseBackwardKernel(activation.Function, activation.Slope, layers[node.Index].Length);
                Operand known = forward.Places[kernel.UsesInput ? source : node.Index].Operand;
                program.Add(kernel, title, guard, known, dy, Gradient(source));
                break;
            case Softmax:
                program.Add(new SoftmaxBackwardKernel(layers[node.Index].Values), title, guard, forward.Places[node.Index].Operand, dy, Gradient(source));
                break;
            case Dropout dropout:
                program.Add(new DropoutBackwardKernel(dropout.Rate, layers[node.Index].Length, node.Index), title, guard, dy, Gradient(source));
                break;
            case Flatten:
                if (layers[source] == layers[node.Index])
                {
                    gradients[source] = dy;
                }
                else
                {
                    program.Add(new RelayoutKernel(layers[node.Index], layers[source]), title, guard, dy, Gradient(source));
                }

                break;
            default:
                throw new InvalidOperationException($"No backward plan for layer {node.Layer.Kind}.");
        }
    }

    /// <summary>Computes a gradient in <paramref name="layout"/> and brings it into the layout of the value.</summary>
    private void Into(int node, Layout layout, Guard guard, string title, Action<Operand> compute)
    {
        if (layers[node] == layout)
        {
            compute(Gradient(node));
            return;
        }

        Operand scratch = program.NewBuffer(layout.Length);
        compute(scratch);
        program.Add(new RelayoutKernel(layout, layers[node]), title + ", rearranged", guard, scratch, Gradient(node));
    }

    /// <summary>Multiplies the gradient by the derivative of the activation that the layer's kernel applied.</summary>
    private void ThroughActivation(Node node, Operand dy)
    {
        if (layers.FusedActivation(node) is { } next)
        {
            var activation = (Activation)next.Layer;
            program.Add(
                new ElementwiseBackwardKernel(activation.Function, activation.Slope, layers[next.Index].Length), Title(next), Guard.Always,
                forward.Places[next.Index].Operand, dy, dy);
        }
    }

    private void PlanConv(Node node, Conv conv, Operand dy, Guard guard)
    {
        ConvPlan plan = layers.Convolution(node.Index);
        int source = node.Inputs[0];
        string title = Title(node);
        ThroughActivation(node, dy);
        if (conv.Bias)
        {
            program.Add(new BiasGradientKernel(plan.Target, conv.Filters), title + ": bias", Guard.Always, dy, InGradient(parameters.Bias(node.Index)));
        }

        Operand gradient = InGradient(parameters.Weight(node.Index));
        if (plan.IsPlanar)
        {
            var kernel = new PlanarWeightGradientKernel(
                plan.ChannelsPerGroup, plan.FiltersPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
                plan.PlaneRows, plan.PlaneStride, plan.Target);
            program.Add(kernel, title + ": weights", Guard.Always, forward.Inputs[node.Index].Operand, dy, gradient);
        }
        else
        {
            program.Add(
                new BlockedWeightGradientKernel(plan.Source, plan.Target, plan.Packed, plan.Rows, plan.Columns), title + ": weights", Guard.Always,
                forward.Places[source].Operand, dy, gradient);
            if (plan.Packed.IsGrouped)
            {
                program.Add(new GroupMaskKernel(plan.Packed), title + ": weights across groups", Guard.Always, gradient);
            }
        }

        title += ": data";
        if (plan.Source.IsPlanar && plan.StrideH == 1 && plan.StrideW == 1)
        {
            Layout planar = Layout.Planar(graph[source].Output);
            Into(source, planar, guard, title, target => PlanPlanarDataGradient(node, conv, plan, planar, dy, target, guard, title));
        }
        else
        {
            Layout blocked = Layout.Blocked(graph[source].Output);
            Into(source, blocked, guard, title, target => PlanBlockedDataGradient(node, plan, blocked, dy, target, guard, title));
        }
    }

    /// <summary>A convolution of the output gradient, padded by what the kernel overlaps, with reversed taps.</summary>
    private void PlanPlanarDataGradient(
        Node node, Conv conv, ConvPlan plan, Layout planar, Operand dy, Operand target, Guard guard, string title)
    {
        int rows = planar.Height + ((plan.KernelH - 1) * plan.DilationH);
        int stride = Layout.RoundUp(planar.RowStride + ((plan.KernelW - 1) * plan.DilationW));
        int top = ((plan.KernelH - 1) * plan.DilationH) - plan.PadTop;
        Operand planes = program.NewScratch(conv.Filters * rows * stride);
        program.Add(
            new HaloCopyKernel(
                plan.Target, top, ((plan.KernelW - 1) * plan.DilationW) - plan.PadLeft, rows, stride),
            $"{Title(node)}: gradient in planes with a halo", guard, dy, planes);
        Operand weights = parameters.Weight(node.Index);
        if (!plan.IsPlanar)
        {
            Operand unpacked = NewTransposed(conv.Filters * plan.ChannelsPerGroup * plan.KernelH * plan.KernelW);
            prepare.Add(new FilterUnpackKernel(plan.Packed), node.Name, Guard.Always, weights, unpacked);
            weights = unpacked;
        }

        var kernel = new PlanarConvKernel(
            "Data" + plan.Label, plan.FiltersPerGroup, plan.ChannelsPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
            rows, stride, top, plan.Target.Height, planar, plan.BackwardWeights, HasBias: false, Activation: null, Pooled: false, IsGradient: true);
        program.Add(kernel, title, guard, planes, weights, target);
    }

    /// <summary>One gather for every phase of the stride: input positions with the same remainder are reached by the same taps.</summary>
    private void PlanBlockedDataGradient(Node node, ConvPlan plan, Layout blocked, Operand dy, Operand target, Guard guard, string title)
    {
        var phases = new List<GradientPhase>();
        int start = TransposedLength;
        for (int y = 0; y < Math.Min(plan.StrideH, blocked.Height); y++)
        {
            TapAxis rows = TapAxis.Gather(
                blocked.Height, plan.Target.Height, plan.KernelH, plan.StrideH, plan.DilationH, plan.PadTop, y, out int lastRow, out int rowStep);
            for (int x = 0; x < Math.Min(plan.StrideW, blocked.Width); x++)
            {
                TapAxis columns = TapAxis.Gather(
                    blocked.Width, plan.Target.Width, plan.KernelW, plan.StrideW, plan.DilationW, plan.PadLeft, x, out int lastColumn, out int columnStep);
                PackedFilters filters = PackedFilters.Create(
                    plan.Source.Channels, plan.Target.Channels, rows.Count, columns.Count, plan.Conv.Groups, blockedSource: true);
                Operand weights = NewTransposed(Layout.RoundUp(filters.Length));
                phases.Add(new GradientPhase(filters, weights.Offset - start, lastRow, rowStep, lastColumn, columnStep));
                var kernel = new BlockedConvKernel(
                    $"Data{plan.Label}{(plan.StrideH * plan.StrideW > 1 ? $"Phase{y}{x}" : "")}", plan.Target, blocked, filters, rows, columns,
                    plan.StrideH, plan.StrideW, HasBias: false, Activation: null);
                program.Add(kernel, title, guard, dy, weights, target.At(blocked.Offset(0, y, x)));
            }
        }

        prepare.Add(
            new FilterTransposeKernel(plan.Packed, phases.ToEquatableArray()), node.Name, Guard.Always,
            parameters.Weight(node.Index), new Operand(Memory.Transposed, -1, start, 0));
    }

    private Operand NewTransposed(int length)
    {
        var operand = new Operand(Memory.Transposed, -1, TransposedLength, 0);
        TransposedLength += Layout.RoundUp(length);
        return operand;
    }

    private void PlanDense(Node node, Dense dense, Operand dy, Guard guard)
    {
        int source = node.Inputs[0];
        Place input = forward.Inputs.TryGetValue(node.Index, out Place? rearranged) ? rearranged : forward.Places[source];
        string title = Title(node);
        ThroughActivation(node, dy);
        Layout units = Layout.Vector(dense.Units);
        if (dense.Bias)
        {
            program.Add(new BiasGradientKernel(units, dense.Units), title + ": bias", Guard.Always, dy, InGradient(parameters.Bias(node.Index)));
        }

        program.Add(
            new DenseWeightGradientKernel(input.Layout.Values, input.Layout.Length, dense.Units), title + ": weights", Guard.Always,
            input.Operand, dy, InGradient(parameters.Weight(node.Index)));

        int inputs = input.Layout.Values;
        Operand transposed = NewTransposed(Layout.RoundUp(inputs) * dense.Units);
        prepare.Add(
            new WeightTransposeKernel(units.Blocks, inputs, dense.Units), node.Name, Guard.Always, parameters.Weight(node.Index), transposed);
        Into(source, input.Layout, guard, title, target => program.Add(
            new DenseKernel(dense.Units, units.Length, inputs, HasBias: false, Activation: null), title + ": data", guard, dy, transposed, target));
    }

    private void PlanPool(Node node, Pool pool, Operand dy, Guard guard)
    {
        int source = node.Inputs[0];
        string title = Title(node);
        Operand y = forward.Places[node.Index].Operand;
        if (layers.IsPlanarPool(node))
        {
            program.Add(
                new PlanarPoolBackwardKernel(layers[source], layers[node.Index]), title, guard, forward.Places[source].Operand, y, dy, Gradient(source));
            return;
        }

        Layout blocked = layers.PoolSource(node);
        Operand x = forward.Inputs.TryGetValue(node.Index, out Place? rearranged) ? rearranged.Operand : forward.Places[source].Operand;
        var kernel = new BlockedPoolBackwardKernel(pool.Reduction, blocked, layers[node.Index], Window2D.Of(pool.Window), pool.CountPadding);
        Into(source, blocked, guard, title, target => program.Add(
            kernel, title, guard, pool.Reduction == PoolKind.Max ? [x, y, dy, target] : [dy, target]));
    }
}
