using System.Runtime.InteropServices;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>A way to run a generated network: through its public methods, or one instruction set's methods directly.</summary>
internal abstract class Engine(string name, INetwork network)
{
    public string Name { get; } = name;

    protected INetwork Network { get; } = network;

    /// <summary>Outputs of all pictures in <paramref name="input"/>.</summary>
    public abstract void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace);

    public abstract void Forward(TrainingWorkspace workspace, int count, ulong seed);

    public abstract void PrepareBackward(BackwardWeights scratch);

    public abstract void Backward(
        TrainingWorkspace workspace, BackwardWeights scratch, int count, GradientEntry entry, bool inputGradient);

    public override string ToString() => Name;
}

/// <summary>What a user calls; the network chooses the instruction set.</summary>
internal sealed class PublicEngine(INetwork network) : Engine("public", network)
{
    public override void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace) =>
        Network.Predict(input, output, workspace);

    public override void Forward(TrainingWorkspace workspace, int count, ulong seed) => Network.Forward(workspace, count, seed);

    public override void PrepareBackward(BackwardWeights scratch) => Network.PrepareBackward(scratch);

    public override void Backward(
        TrainingWorkspace workspace, BackwardWeights scratch, int count, GradientEntry entry, bool inputGradient) =>
        Network.Backward(workspace, scratch, count, entry, inputGradient);
}

/// <summary>One instruction set.</summary>
internal sealed class KernelEngine(INetwork network, Kernels kernels) : Engine(kernels.Set.Name, network)
{
    private ulong seed;

    private ref float WeightOrigin => ref Network.Weights.Packed.Origin;

    public override void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace)
    {
        int inputLength = Network.Description.InputLength;
        int outputLength = Network.Description.OutputLength;
        for (int picture = 0; picture < input.Length / inputLength; picture++)
        {
            kernels.Predict(
                ref MemoryMarshal.GetReference(input[(picture * inputLength)..]),
                ref MemoryMarshal.GetReference(output[(picture * outputLength)..]),
                ref workspace.Arena.Origin,
                ref WeightOrigin);
        }
    }

    public override void Forward(TrainingWorkspace workspace, int count, ulong seed)
    {
        // The public methods keep it in the workspace; the backward pass draws the same masks from it.
        this.seed = seed;
        kernels.Forward(
            ref MemoryMarshal.GetReference(workspace.Input),
            ref MemoryMarshal.GetReference(workspace.Output),
            ref workspace.Arena.Origin,
            ref WeightOrigin,
            count,
            seed);
    }

    public override void PrepareBackward(BackwardWeights scratch) =>
        kernels.PrepareBackward(ref WeightOrigin, ref scratch.Buffer.Origin);

    public override void Backward(
        TrainingWorkspace workspace, BackwardWeights scratch, int count, GradientEntry entry, bool inputGradient) => kernels.Backward(
        ref MemoryMarshal.GetReference(workspace.OutputGradient),
        ref MemoryMarshal.GetReference(workspace.InputGradient),
        ref workspace.Arena.Origin,
        ref WeightOrigin,
        ref scratch.Buffer.Origin,
        ref workspace.ParameterGradient.Origin,
        count,
        (int)entry,
        inputGradient,
        seed);
}
