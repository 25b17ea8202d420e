using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning.Lowerings;

namespace StaticNet.Generator.Planning;

/// <summary>
/// The backward steps of a training program, layer by layer from the outputs: the gradient of a value lies in the value's own layout, and
/// is the sum of what each of its users contributes. Weights that data gradients read in another order are
/// prepared once per training step.
/// </summary>
internal sealed class BackwardPlanner
{
    private readonly ProgramBuilder program;
    private readonly Dictionary<int, PartialGradient> gradients = [];
    private readonly bool[] leadsToParameters;

    public BackwardPlanner(ParameterPlanner parameters, ProgramBuilder program, PreparationPlanner preparation, ForwardPlanner forward)
    {
        Parameters = parameters;
        Forward = forward;
        this.program = program;
        Preparation = preparation;
        leadsToParameters = new bool[Graph.Nodes.Count];
        foreach (Node node in Graph.Nodes)
        {
            leadsToParameters[node.Index] = parameters.Has(node) || node.Inputs.Any(input => leadsToParameters[input]);
        }
    }

    public NetworkGraph Graph => Forward.Graph;

    public LayerPlan Layers => Forward.Layers;

    public ParameterPlanner Parameters { get; }

    /// <summary>The forward half of the same program, whose values are still there.</summary>
    public ForwardPlanner Forward { get; }

    /// <summary>What is made of the weights before a training step.</summary>
    public PreparationPlanner Preparation { get; }

    public void Plan()
    {
        var seeded = new HashSet<int>();
        foreach (OutputPlan output in OutputPlan.Of(Graph, training: true))
        {
            PlanSeed(output, seeded);
        }

        foreach (Node node in Graph.Nodes.Reverse())
        {
            int stored = Layers.FusedActivation(node, training: true)?.Index ?? node.Index;
            if (gradients.ContainsKey(stored) && !seeded.Contains(node.Index) && !IsFusedActivation(node))
            {
                LoweringCatalog.Of(node.Layer).Backward(node, this);
            }
        }

        Node input = Graph[0];
        if (gradients.ContainsKey(0))
        {
            Layout compact = Layout.Compact(input.Output);
            Kernel kernel = Graph.Normalization is { } normalization
                ? new ChannelAffineKernel(compact, normalization.Scales, [], ToCaller: true)
                : new RelayoutKernel(Layers[0], compact, ToCaller: true);
            program.Add(
                kernel, "gradient of the input", Guard.InputGradient,
                Gradient(input), new Operand(Memory.InputGradient, -1, 0, input.Output.Length));
        }
    }

    public static string Title(Node node) => $"{node.Name}, backward";

    /// <summary>The gradient of a node's value, in the value's layout. Only to be read: other values may share it.</summary>
    public Operand Gradient(Node node) => gradients[node.Index].Operand;

    /// <summary>
    /// The gradient of what the node's kernel computed before it applied an activation: of the stored value, times the activation's
    /// derivative.
    /// </summary>
    public Operand GradientBeforeActivation(Node node)
    {
        if (Layers.FusedActivation(node, training: true) is not { } next)
        {
            return Gradient(node);
        }

        var activation = (Activation)next.Layer;
        PartialGradient dy = gradients[next.Index];
        Operand target = dy.IsShared ? program.NewBuffer(Layers[next.Index].Length) : dy.Operand;
        program.Add(
            new ElementwiseBackwardKernel(activation.Function, activation.Slope, Layers[next.Index].Length), Title(next), GuardOf(node.Index),
            Forward.PlaceOf(next.Index).Operand, dy.Operand, target);
        return target;
    }

    /// <summary>Gradients of values that no parameter leads to are needed only for the gradient of the input.</summary>
    public Guard GuardOf(int node) => leadsToParameters[node] ? Guard.Always : Guard.InputGradient;

    /// <summary>The slot in the gradient buffer of one of the node's parameters; to be overwritten, padding included.</summary>
    public Operand ParameterGradient(Node node, string name) => Parameters.Of(node, name) with { Memory = Memory.Gradient };

    /// <summary>What the forward half kept for the node.</summary>
    public Operand Kept(Node node, string name) => Forward.Kept(node, name);

    /// <summary>
    /// Adds to the gradient of one of the node's inputs. <paramref name="compute"/> plans the steps that write the contribution, in
    /// <paramref name="layout"/>, to the memory it is given; here it is rearranged into the value's layout and summed up with what other users
    /// of the value contribute.
    /// </summary>
    public void Contribute(Node node, Layout layout, string title, Action<Operand, Guard> compute, int input = 0)
    {
        int source = node.Inputs[input];
        Guard guard = GuardOf(source);
        Operand contribution = program.NewBuffer(layout.Length);
        compute(contribution, guard);
        if (layout != Layers[source])
        {
            Operand rearranged = program.NewBuffer(Layers[source].Length);
            program.Add(new RelayoutKernel(layout, Layers[source]), title + ", rearranged", guard, contribution, rearranged);
            contribution = rearranged;
        }

        Accumulate(source, new PartialGradient(contribution, IsShared: false), title, guard);
    }

    /// <summary>
    /// The same for a kernel that reads the gradient of <paramref name="behind"/> and may write over it, since nothing reads it afterwards: it is
    /// given that memory, unless other values share it.
    /// </summary>
    public void ContributeOver(Node node, Node behind, Layout layout, string title, Action<Operand, Guard> compute)
    {
        int source = node.Inputs[0];
        PartialGradient dy = gradients[behind.Index];
        if (dy.IsShared || layout != Layers[source] || layout != Layers[behind.Index])
        {
            Contribute(node, layout, title, compute);
            return;
        }

        Guard guard = GuardOf(source);
        compute(dy.Operand, guard);
        Accumulate(source, dy, title, guard);
    }

    /// <summary>
    /// Adds a gradient that exists already, in the layout of the node's input: while it is the only contribution it is not copied.
    /// </summary>
    public void ContributeShared(Node node, Operand existing, string title, int input = 0) =>
        Accumulate(node.Inputs[input], new PartialGradient(existing, IsShared: true), title, GuardOf(node.Inputs[input]));

    public void Add(Kernel kernel, string title, Guard guard, params Operand[] operands) => program.Add(kernel, title, guard, operands);

    /// <summary>Memory of each picture.</summary>
    public Operand NewBuffer(int length) => program.NewBuffer(length);

    /// <summary>Memory that pictures use one after another.</summary>
    public Operand NewScratch(int length) => program.NewScratch(length);

    /// <summary>Its backward step is part of the layer's that applied it.</summary>
    private bool IsFusedActivation(Node node) =>
        node.Layer is Activation && Layers.FusedActivation(Graph[node.Inputs[0]], training: true)?.Index == node.Index;

    /// <summary>
    /// Brings in the gradient of an output from the caller. That of a softmax may enter behind it or before it, see the runtime's
    /// GradientEntry, as long as nothing else reads the softmax.
    /// </summary>
    private void PlanSeed(OutputPlan output, HashSet<int> seeded)
    {
        Node node = Graph[output.Node];
        var seed = new Operand(Memory.OutputGradient, -1, output.Offset, output.RowLength);
        Layout compact = Layout.Compact(node.Output), layout = Layers[node.Index];
        string title = $"gradient of the {output.Name}";
        if (node.Layer is Softmax && !Layers.UsersOf(node.Index, training: true).Any())
        {
            seeded.Add(node.Index);
            Contribute(node, layout, Title(node), (target, _) =>
            {
                Operand dy = program.NewBuffer(layout.Length);
                program.Add(new RelayoutKernel(compact, layout), title, Guard.EntryAtOutput, seed, dy);
                program.Add(
                    SoftmaxLowering.BackwardKernel(node, layout), Title(node), Guard.EntryAtOutput, Forward.PlaceOf(node.Index).Operand, dy, target);
                program.Add(new RelayoutKernel(compact, layout), "gradient of the logits", Guard.EntryBeforeSoftmax, seed, target);
            });
            return;
        }

        Operand gradient = program.NewBuffer(layout.Length);
        program.Add(new RelayoutKernel(compact, layout), title, Guard.Always, seed, gradient);
        Accumulate(node.Index, new PartialGradient(gradient, IsShared: false), title, Guard.Always);
    }

    private void Accumulate(int node, PartialGradient contribution, string title, Guard guard)
    {
        if (!gradients.TryGetValue(node, out PartialGradient? sum))
        {
            gradients.Add(node, contribution);
            return;
        }

        // What other values share must stay as it is.
        int length = Layers[node].Length;
        Operand target = !sum.IsShared ? sum.Operand : !contribution.IsShared ? contribution.Operand : program.NewBuffer(length);
        program.Add(
            new CombineKernel(JoinKind.Add, 2, length, Activation: null), title + ", added to the gradient", guard,
            sum.Operand, contribution.Operand, target);
        gradients[node] = new PartialGradient(target, IsShared: false);
    }

    /// <summary>The sum of the contributions so far. A shared one is the gradient of another value, too.</summary>
    private sealed record PartialGradient(Operand Operand, bool IsShared);
}
