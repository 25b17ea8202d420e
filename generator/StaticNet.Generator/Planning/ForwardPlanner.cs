using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>A value in memory: where it lies and how.</summary>
internal sealed record Place(Layout Layout, Operand Operand);

/// <summary>
/// Turns the graph into forward steps, for prediction or for training. Training keeps every value that the backward pass reads;
/// prediction keeps none, and fuses what it can.
/// </summary>
internal sealed class ForwardPlanner
{
    private readonly NetworkGraph graph;
    private readonly LayerPlan layers;
    private readonly ParameterPlanner parameters;
    private readonly ProgramBuilder program;
    private readonly bool training;
    private readonly HashSet<int> fused = [];

    public ForwardPlanner(NetworkGraph graph, LayerPlan layers, ParameterPlanner parameters, ProgramBuilder program, bool training)
    {
        this.graph = graph;
        this.layers = layers;
        this.parameters = parameters;
        this.program = program;
        this.training = training;
    }

    /// <summary>Where each node's value lies. A value that a fused kernel never stores has no place.</summary>
    public Dictionary<int, Place> Places { get; } = [];

    /// <summary>For planar convolutions the planes with halo, for dense layers and pools the rearranged input, if it had to be rearranged.</summary>
    public Dictionary<int, Place> Inputs { get; } = [];

    public void Plan()
    {
        foreach (Node node in graph.Nodes)
        {
            if (!fused.Contains(node.Index))
            {
                PlanNode(node);
            }
        }

        Node last = graph[graph.Outputs[0].Node];
        Layout compact = Layout.Compact(last.Output);
        program.Add(
            new RelayoutKernel(Places[last.Index].Layout, compact, ToCaller: true), "output", Guard.Always,
            Places[last.Index].Operand, new Operand(Memory.Output, -1, 0, last.Output.Length));
    }

    /// <summary>"conv1: Conv 5x5, (1, 28, 28) -> (6, 28, 28), 156 parameters, 117,600 multiply-adds".</summary>
    public static string Title(NetworkGraph graph, Node node)
    {
        string arithmetic = node.Layer switch
        {
            Conv conv => $"{Text(conv.Window.Kernel)} convolution{Options(conv.Window)}{(conv.Groups > 1 ? $", {conv.Groups} groups" : "")}, ",
            Pool pool => $"{Text(pool.Window.Kernel)} {(pool.Reduction == PoolKind.Max ? "maxima" : "means")}{Options(pool.Window)}, ",
            _ => "",
        };
        string cost = node.Cost.MultiplyAdds == 0 ? ""
            : FormattableString.Invariant($", {node.Cost.Parameters:N0} parameters, {node.Cost.MultiplyAdds:N0} multiply-adds");
        return $"{node.Name}: {arithmetic}{graph[node.Inputs[0]].Output} -> {node.Output}{cost}";
    }

    private static string Text(EquatableArray<int> sizes) => string.Join("x", sizes);

    private static string Options(Window window)
    {
        string Part(string name, EquatableArray<int> values, int usual) =>
            values.All(value => value == usual) ? "" : $", {name} {(values.All(value => value == values[0]) ? $"{values[0]}" : Text(values))}";
        return Part("stride", window.Stride, 1) + Part("padding", window.PaddingBefore, 0) + Part("dilation", window.Dilation, 1);
    }

    private Operand NewValue(int length) => program.NewBuffer(length);

    private void PlanNode(Node node)
    {
        if (node.Layer is InputLayer)
        {
            PlanInput(node);
            return;
        }

        Place source = Places[node.Inputs[0]];
        string title = Title(graph, node);
        switch (node.Layer)
        {
            case Conv conv:
                PlanConv(node, conv, source, title);
                break;
            case Dense dense:
                PlanDense(node, dense, source, title);
                break;
            case Pool pool:
                PlanPool(node, pool, source, title);
                break;
            case GlobalAvgPool:
                source = Rearranged(node, source, Layout.Blocked(graph[node.Inputs[0]].Output));
                Store(node, new GlobalAvgPoolKernel(source.Layout), title, source);
                break;
            case Activation activation:
                Store(node, new ElementwiseKernel(activation.Function, activation.Slope, layers[node.Index].Length), title, source);
                break;
            case Softmax:
                Store(node, new SoftmaxKernel(layers[node.Index].Values), title, source);
                break;
            case Dropout dropout when training:
                Store(node, new DropoutKernel(dropout.Rate, layers[node.Index].Length, node.Index), title, source);
                break;
            case Flatten:
                Places[node.Index] = Rearranged(node, source, layers[node.Index]);
                break;
            case Dropout:
                Places[node.Index] = source;
                break;
            default:
                throw new InvalidOperationException($"No plan for layer {node.Layer.Kind}.");
        }
    }

    /// <summary>
    /// The caller's picture. A convolution reads it where it is; other layers read whole vectors, past its end, and the backward pass
    /// reads it later: those get a copy.
    /// </summary>
    private void PlanInput(Node node)
    {
        Layout layout = layers[node.Index];
        var caller = new Operand(Memory.Input, -1, 0, node.Output.Length);
        if (!training && graph.Outputs[0].Node != node.Index && graph.UsersOf(node.Index).All(static user => user.Layer is Conv))
        {
            Places[node.Index] = new Place(layout, caller);
            return;
        }

        Operand copy = NewValue(layout.Length);
        program.Add(new RelayoutKernel(layout, layout), $"input {node.Output}", Guard.Always, caller, copy);
        Places[node.Index] = new Place(layout, copy);
    }

    private void Store(Node node, Kernel kernel, string title, Place source)
    {
        Operand target = NewValue(layers[node.Index].Length);
        program.Add(kernel, title, Guard.Always, source.Operand, target);
        Places[node.Index] = new Place(layers[node.Index], target);
    }

    private Place Rearranged(Node node, Place source, Layout layout)
    {
        if (source.Layout == layout)
        {
            return source;
        }

        var place = new Place(layout, NewValue(layout.Length));
        program.Add(new RelayoutKernel(source.Layout, layout), $"input of {node.Name}, rearranged", Guard.Always, source.Operand, place.Operand);
        Inputs[node.Index] = place;
        return place;
    }

    private void PlanConv(Node node, Conv conv, Place source, string title)
    {
        ConvPlan plan = layers.Convolution(node.Index);
        Node last = Fuse(node, ref title, out Activation? activation);
        Operand weights = parameters.Weight(node.Index);
        if (plan.IsPlanar)
        {
            int length = source.Layout.Channels * plan.PlaneRows * plan.PlaneStride;
            Operand planes = training ? program.NewBuffer(length) : program.NewScratch(length);
            program.Add(
                new HaloCopyKernel(source.Layout, plan.PadTop, plan.PadLeft, plan.PlaneRows, plan.PlaneStride),
                $"input of {node.Name} in planes with a halo", Guard.Always, source.Operand, planes);
            Inputs[node.Index] = new Place(source.Layout, planes);
            bool pooled = !training && layers.OnlyUser(last.Index) is { } pool && pool.Layer is Pool && layers.IsPlanarPool(pool);
            if (pooled)
            {
                last = layers.OnlyUser(last.Index)!;
                fused.Add(last.Index);
                title += " + " + last.Name;
            }

            var kernel = new PlanarConvKernel(
                plan.Label, plan.ChannelsPerGroup, plan.FiltersPerGroup, conv.Groups, plan.KernelH, plan.KernelW, plan.DilationH, plan.DilationW,
                plan.PlaneRows, plan.PlaneStride, plan.PadTop, plan.Source.Height, plan.Target, plan.ForwardWeights, conv.Bias, activation, pooled, IsGradient: false);
            StoreWeighted(last, kernel, title, planes, weights, conv.Bias ? parameters.Bias(node.Index) : null);
            return;
        }

        var blocked = new BlockedConvKernel(plan.Label, source.Layout, plan.Target, plan.Packed, plan.Rows, plan.Columns, 1, 1, conv.Bias, activation);
        StoreWeighted(last, blocked, title, source.Operand, weights, conv.Bias ? parameters.Bias(node.Index) : null);
    }

    private void PlanDense(Node node, Dense dense, Place source, string title)
    {
        Place input = Rearranged(node, source, LayerPlan.Flattened(source.Layout));
        Node last = Fuse(node, ref title, out Activation? activation);
        Kernel kernel = training
            ? new DenseKernel(input.Layout.Values, input.Layout.Length, dense.Units, dense.Bias, activation)
            : new DenseVectorKernel(input.Layout.Values, dense.Units, dense.Bias, activation);
        StoreWeighted(last, kernel, title, input.Operand, parameters.Weight(node.Index), dense.Bias ? parameters.Bias(node.Index) : null);
    }

    private void PlanPool(Node node, Pool pool, Place source, string title)
    {
        if (layers.IsPlanarPool(node))
        {
            Store(node, new PlanarPoolKernel(source.Layout, layers[node.Index]), title, source);
            return;
        }

        source = Rearranged(node, source, layers.PoolSource(node));
        Store(node, new BlockedPoolKernel(pool.Reduction, source.Layout, layers[node.Index], Window2D.Of(pool.Window), pool.CountPadding), title, source);
    }

    private void StoreWeighted(Node node, Kernel kernel, string title, Operand source, Operand weights, Operand? bias)
    {
        Layout layout = layers[node.Index];
        Operand target = NewValue(layout.Length);
        Operand[] operands = bias is null ? [source, weights, target] : [source, weights, bias, target];
        program.Add(kernel, title, Guard.Always, operands);
        Places[node.Index] = new Place(layout, target);
    }

    /// <summary>The node whose value the kernel stores: the activation that follows, or the layer itself.</summary>
    private Node Fuse(Node node, ref string title, out Activation? activation)
    {
        activation = null;
        if (layers.FusedActivation(node) is not { } next)
        {
            return node;
        }

        activation = (Activation)next.Layer;
        fused.Add(next.Index);
        title += " + " + next.Name;
        return next;
    }
}
