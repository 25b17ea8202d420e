using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StaticNet.Training;

/// <summary>
/// Stochastic gradient descent with momentum, by PyTorch's formula without dampening. For gradient g, weight w and
/// velocity v (0 at first):
/// <code>
/// g = g + weightDecay * w
/// v = momentum * v + g
/// w = w - rate * v                     plain momentum
/// w = w - rate * (g + momentum * v)    Nesterov
/// </code>
/// Decay applies to all parameters, as it does there.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float momentum;
    private readonly float decay;
    private AlignedBuffer? velocity;

    /// <summary>An optimizer for one trainer.</summary>
    /// <param name="learningRate">Step size: a number, or a schedule.</param>
    /// <param name="momentum">Share of the velocity that survives a step, at least 0 and below 1.</param>
    /// <param name="nesterov">Whether to take Nesterov's look ahead; needs a momentum.</param>
    /// <param name="weightDecay">Factor of the pull towards 0, not negative.</param>
    public Sgd(LearningRate learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        if (nesterov && momentum == 0)
        {
            throw new ArgumentException("Nesterov's method needs a momentum.", nameof(nesterov));
        }

        Momentum = momentum;
        Nesterov = nesterov;
        WeightDecay = weightDecay;
        this.momentum = (float)momentum;
        decay = (float)weightDecay;
    }

    /// <summary>Share of the velocity that survives a step.</summary>
    public double Momentum { get; }

    /// <summary>Whether Nesterov's look ahead is taken.</summary>
    public bool Nesterov { get; }

    /// <summary>Factor of the pull towards 0.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc />
    public override void Attach(int length) => velocity = Momentum == 0 ? null : new(length);

    /// <inheritdoc />
    public override void Update(int start, Span<float> weights, ReadOnlySpan<float> gradients, float learningRate)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float g = ref MemoryMarshal.GetReference(gradients[..weights.Length]);
        if (Momentum == 0)
        {
            Plain(ref w, ref g, weights.Length, learningRate, decay);
        }
        else
        {
            AlignedBuffer state = velocity ?? throw new InvalidOperationException("Attach has not been called.");
            ref float v = ref MemoryMarshal.GetReference(state.Span.Slice(start, weights.Length));
            WithMomentum(ref w, ref g, ref v, weights.Length, learningRate);
        }
    }

    /// <summary>
    /// Every element goes through the same fused operations in vectors and in the tail, so that its bits do not depend
    /// on its place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain(ref float w, ref float g, int length, float rate, float decay)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512<float> weight = Vector512.LoadUnsafe(ref w, (nuint)i);
                Vector512<float> step =
                    Vector512.FusedMultiplyAdd(Vector512.Create(decay), weight, Vector512.LoadUnsafe(ref g, (nuint)i));
                Vector512.FusedMultiplyAdd(Vector512.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> weight = Vector256.LoadUnsafe(ref w, (nuint)i);
                Vector256<float> step =
                    Vector256.FusedMultiplyAdd(Vector256.Create(decay), weight, Vector256.LoadUnsafe(ref g, (nuint)i));
                Vector256.FusedMultiplyAdd(Vector256.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<float> weight = Vector128.LoadUnsafe(ref w, (nuint)i);
                Vector128<float> step =
                    Vector128.FusedMultiplyAdd(Vector128.Create(decay), weight, Vector128.LoadUnsafe(ref g, (nuint)i));
                Vector128.FusedMultiplyAdd(Vector128.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            ref float weight = ref Unsafe.Add(ref w, i);
            float step = MathF.FusedMultiplyAdd(decay, weight, Unsafe.Add(ref g, i));
            weight = MathF.FusedMultiplyAdd(-rate, step, weight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WithMomentum(ref float w, ref float g, ref float v, int length, float rate)
    {
        float momentum = this.momentum;
        float decay = this.decay;

        // The step is velocity * a + gradient * b: (1, 0) for plain momentum, (momentum, 1) for Nesterov. One form of
        // the loop serves both; multiplying by 1 and adding 0 * gradient is exact, and a gradient that is not finite
        // spoils the weight in either form.
        float a = Nesterov ? momentum : 1f;
        float b = Nesterov ? 1f : 0f;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512<float> weight = Vector512.LoadUnsafe(ref w, (nuint)i);
                Vector512<float> gradient =
                    Vector512.FusedMultiplyAdd(Vector512.Create(decay), weight, Vector512.LoadUnsafe(ref g, (nuint)i));
                Vector512<float> speed =
                    Vector512.FusedMultiplyAdd(Vector512.Create(momentum), Vector512.LoadUnsafe(ref v, (nuint)i), gradient);
                speed.StoreUnsafe(ref v, (nuint)i);
                Vector512<float> step = Vector512.FusedMultiplyAdd(Vector512.Create(a), speed, gradient * b);
                Vector512.FusedMultiplyAdd(Vector512.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> weight = Vector256.LoadUnsafe(ref w, (nuint)i);
                Vector256<float> gradient =
                    Vector256.FusedMultiplyAdd(Vector256.Create(decay), weight, Vector256.LoadUnsafe(ref g, (nuint)i));
                Vector256<float> speed =
                    Vector256.FusedMultiplyAdd(Vector256.Create(momentum), Vector256.LoadUnsafe(ref v, (nuint)i), gradient);
                speed.StoreUnsafe(ref v, (nuint)i);
                Vector256<float> step = Vector256.FusedMultiplyAdd(Vector256.Create(a), speed, gradient * b);
                Vector256.FusedMultiplyAdd(Vector256.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<float> weight = Vector128.LoadUnsafe(ref w, (nuint)i);
                Vector128<float> gradient =
                    Vector128.FusedMultiplyAdd(Vector128.Create(decay), weight, Vector128.LoadUnsafe(ref g, (nuint)i));
                Vector128<float> speed =
                    Vector128.FusedMultiplyAdd(Vector128.Create(momentum), Vector128.LoadUnsafe(ref v, (nuint)i), gradient);
                speed.StoreUnsafe(ref v, (nuint)i);
                Vector128<float> step = Vector128.FusedMultiplyAdd(Vector128.Create(a), speed, gradient * b);
                Vector128.FusedMultiplyAdd(Vector128.Create(-rate), step, weight).StoreUnsafe(ref w, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            ref float weight = ref Unsafe.Add(ref w, i);
            ref float speed = ref Unsafe.Add(ref v, i);
            float gradient = MathF.FusedMultiplyAdd(decay, weight, Unsafe.Add(ref g, i));
            speed = MathF.FusedMultiplyAdd(momentum, speed, gradient);
            weight = MathF.FusedMultiplyAdd(-rate, MathF.FusedMultiplyAdd(a, speed, gradient * b), weight);
        }
    }
}
