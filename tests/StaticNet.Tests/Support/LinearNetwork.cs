using System.Runtime.InteropServices;

namespace StaticNet.Tests;

/// <summary>
/// A network written by hand, in plain C#: dropout of the inputs, one dense layer, and if asked for a softmax. What the
/// generator's output has to do, as simply as it can be said. Its weights are packed in blocks of 16 outputs, like the
/// generator's.
/// </summary>
internal sealed class LinearNetwork : INetwork, IPredictionCode
{
    private const int Block = 16;
    private readonly int inputs;
    private readonly int outputs;
    private readonly float dropout;
    private readonly bool softmax;
    private readonly int biasOffset;

    public LinearNetwork(int inputs, int outputs, bool softmax = true, float dropout = 0, int seed = 1, bool isShared = false)
    {
        this.inputs = inputs;
        this.outputs = outputs;
        this.softmax = softmax;
        this.dropout = dropout;
        IsShared = isShared;
        int blocks = (outputs + Block - 1) / Block;
        biasOffset = blocks * inputs * Block;
        Description = new(
            "Linear", [inputs], [NetworkOutput.Main([outputs], softmax)],
            [new("dense1", "Dense", [outputs], (long)(inputs + 1) * outputs, (long)inputs * outputs, outputs * sizeof(float), [], ["input"])],
            [
                new("dense1.weight", [outputs, inputs], ParameterRole.Weight, Initialization.Glorot, inputs, outputs, 0,
                    [PackedAxis.Blocked(outputs, inputs * Block), PackedAxis.Strided(inputs, Block)]),
                new("dense1.bias", [outputs], ParameterRole.Bias, Initialization.Zero, inputs, outputs, biasOffset, [PackedAxis.Strided(outputs, 1)]),
            ],
            biasOffset + (blocks * Block));
        Weights = new(Description);
        Weights.Initialize(seed);
    }

    public NetworkDescription Description { get; }

    public Weights Weights { get; }

    /// <summary>Every picture's backward pass calls this, for tests that interfere.</summary>
    public Action? OnBackward { get; set; }

    /// <summary>Pictures that the code takes at a time.</summary>
    public const int Chunk = 4;

    public bool IsShared { get; }

    /// <summary>Every prediction calls this with its number of pictures, for tests that interfere.</summary>
    public Action<int>? OnPredict { get; set; }

    public Workspace CreateWorkspace(int threads = 1) => new(Description, 0, outputs, Chunk, threads);

    public TrainingWorkspace CreateTrainingWorkspace(int capacity) => new(Description, capacity, (long)capacity * inputs);

    public PreparedWeights CreatePreparedWeights() => new(Weights.Packed.Length);

    public void Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace) =>
        workspace.Predict(this, Description, input, output);

    void IPredictionCode.Run(ref float input, ref float output, ref float arena, int count) =>
        Run(ref input, ref output, ref arena, count, new LoneWorker());

    void IPredictionCode.Run(ref float input, ref float output, ref float arena, int count, TeamWorker worker) =>
        Run(ref input, ref output, ref arena, count, worker);

    /// <summary>Units in shares, into the arena; then the first worker makes the outputs of them.</summary>
    private void Run<TWorker>(ref float input, ref float output, ref float arena, int count, TWorker worker)
        where TWorker : struct, IPredictionWorker
    {
        OnPredict?.Invoke(count);
        ReadOnlySpan<float> x = MemoryMarshal.CreateReadOnlySpan(ref input, count * inputs);
        Span<float> sums = MemoryMarshal.CreateSpan(ref arena, count * outputs);
        for (int n = 0; n < count; n++)
        {
            while (worker.Take(outputs, 1, out int from, out int to))
            {
                AddUp(x.Slice(n * inputs, inputs), sums.Slice(n * outputs, outputs), from, to);
            }
        }

        worker.Wait();
        if (worker.IsFirst)
        {
            for (int n = 0; n < count; n++)
            {
                Span<float> y = MemoryMarshal.CreateSpan(ref output, count * outputs).Slice(n * outputs, outputs);
                sums.Slice(n * outputs, outputs).CopyTo(y);
                Normalise(y);
            }
        }
    }

    public void Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed)
    {
        for (int n = 0; n < count; n++)
        {
            Span<float> dropped = workspace.Arena.Span.Slice(n * inputs, inputs);
            workspace.Input.Slice(n * inputs, inputs).CopyTo(dropped);
            if (dropout > 0)
            {
                ref float first = ref MemoryMarshal.GetReference(dropped);
                DropoutMask.Apply(ref first, ref first, inputs, dropout, seed, n, 0);
            }

            Apply(dropped, workspace.Output.Slice(n * outputs, outputs));
        }
    }

    public void Prepare(PreparedWeights prepared) => Weights.Packed.Span.CopyTo(prepared.Buffer.Span);

    public void Backward(TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient)
    {
        Span<float> gradient = workspace.ParameterGradient.Span;
        gradient.Clear();
        Span<float> delta = stackalloc float[outputs];
        for (int n = 0; n < count; n++)
        {
            OnBackward?.Invoke();
            ReadOnlySpan<float> x = workspace.Arena.Span.Slice(n * inputs, inputs);
            ReadOnlySpan<float> y = workspace.Output.Slice(n * outputs, outputs);
            ReadOnlySpan<float> g = workspace.OutputGradient.Slice(n * outputs, outputs);
            float dot = 0;
            for (int o = 0; o < outputs; o++)
            {
                dot += y[o] * g[o];
            }

            bool throughSoftmax = softmax && entry == GradientEntry.Output;
            for (int o = 0; o < outputs; o++)
            {
                delta[o] = throughSoftmax ? y[o] * (g[o] - dot) : g[o];
                gradient[biasOffset + o] += delta[o];
                for (int i = 0; i < inputs; i++)
                {
                    gradient[Place(o, i)] += delta[o] * x[i];
                }
            }

            if (inputGradient)
            {
                Span<float> result = workspace.InputGradient.Slice(n * inputs, inputs);
                result.Clear();
                for (int o = 0; o < outputs; o++)
                {
                    for (int i = 0; i < inputs; i++)
                    {
                        result[i] += delta[o] * prepared.Buffer.Span[Place(o, i)];
                    }
                }
            }
        }
    }

    private int Place(int output, int input) => (output / Block * inputs * Block) + (input * Block) + (output % Block);

    private void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        AddUp(x, y, 0, outputs);
        Normalise(y);
    }

    private void AddUp(ReadOnlySpan<float> x, Span<float> y, int from, int to)
    {
        ReadOnlySpan<float> w = Weights.Packed.Span;
        for (int o = from; o < to; o++)
        {
            y[o] = w[biasOffset + o];
            for (int i = 0; i < inputs; i++)
            {
                y[o] += w[Place(o, i)] * x[i];
            }
        }
    }

    private void Normalise(Span<float> y)
    {
        if (softmax)
        {
            float largest = float.NegativeInfinity;
            float sum = 0;
            foreach (float value in y)
            {
                largest = MathF.Max(largest, value);
            }

            foreach (ref float value in y)
            {
                value = VectorMath.Exp(value - largest);
                sum += value;
            }

            foreach (ref float value in y)
            {
                value /= sum;
            }
        }
    }
}
