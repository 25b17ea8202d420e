using System.Runtime.InteropServices;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>A way to run a generated network: through its public methods, or one instruction set's methods directly.</summary>
internal abstract class Engine(string name, INetwork network)
{
    private PreparedWeights? prepared;

    public string Name { get; } = name;

    protected INetwork Network { get; } = network;

    private PreparedWeights Prepared => prepared ??= Network.CreatePreparedWeights();

    /// <summary>Outputs of all pictures in <paramref name="input"/>.</summary>
    public abstract void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace);

    /// <summary>Prepares what the passes read beside the weights, and runs the forward pass.</summary>
    public void Forward(TrainingWorkspace workspace, int count, ulong seed)
    {
        Prepare(Prepared);
        Forward(workspace, Prepared, count, seed);
    }

    /// <summary>The backward pass of the last <see cref="Forward(TrainingWorkspace, int, ulong)"/>.</summary>
    public void Backward(TrainingWorkspace workspace, int count, GradientEntry entry, bool inputGradient) =>
        Backward(workspace, Prepared, count, entry, inputGradient);

    protected abstract void Prepare(PreparedWeights prepared);

    protected abstract void Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed);

    protected abstract void Backward(
        TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient);

    public override string ToString() => Name;
}

/// <summary>What a user calls; the network chooses the instruction set.</summary>
internal sealed class PublicEngine(INetwork network) : Engine("public", network)
{
    public override void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace) =>
        Network.Predict(input, output, workspace);

    protected override void Prepare(PreparedWeights prepared) => Network.Prepare(prepared);

    protected override void Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed) =>
        Network.Forward(workspace, prepared, count, seed);

    protected override void Backward(
        TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient) =>
        Network.Backward(workspace, prepared, count, entry, inputGradient);
}

/// <summary>One instruction set.</summary>
internal sealed class KernelEngine(INetwork network, Kernels kernels) : Engine(kernels.Set.Name, network)
{
    private readonly AlignedBuffer predictionWeights = new(Kernels.PreparedLength(network));
    private ulong seed;

    private ref float WeightOrigin => ref Network.Weights.Packed.Origin;

    public override void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace)
    {
        kernels.PreparePrediction(ref WeightOrigin, ref predictionWeights.Origin);
        int inputLength = Network.Description.InputLength;
        int outputLength = Network.Description.OutputLength;
        for (int picture = 0; picture < input.Length / inputLength; picture += workspace.Chunk)
        {
            kernels.Predict(
                ref MemoryMarshal.GetReference(input[(picture * inputLength)..]),
                ref MemoryMarshal.GetReference(output[(picture * outputLength)..]),
                ref workspace.Arena.Origin,
                ref WeightOrigin,
                ref predictionWeights.Origin,
                Math.Min(workspace.Chunk, (input.Length / inputLength) - picture),
                default);
        }
    }

    protected override void Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed)
    {
        // The public methods keep it in the workspace; the backward pass draws the same masks from it.
        this.seed = seed;
        kernels.Forward(
            ref MemoryMarshal.GetReference(workspace.Input),
            ref MemoryMarshal.GetReference(workspace.Output),
            ref workspace.Arena.Origin,
            ref WeightOrigin,
            ref prepared.Buffer.Origin,
            count,
            seed);
    }

    protected override void Prepare(PreparedWeights prepared) => kernels.PrepareTraining(ref WeightOrigin, ref prepared.Buffer.Origin);

    protected override void Backward(
        TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient) => kernels.Backward(
        ref MemoryMarshal.GetReference(workspace.OutputGradient),
        ref MemoryMarshal.GetReference(workspace.InputGradient),
        ref workspace.Arena.Origin,
        ref WeightOrigin,
        ref prepared.Buffer.Origin,
        ref workspace.ParameterGradient.Origin,
        count,
        (int)entry,
        inputGradient,
        seed);
}
