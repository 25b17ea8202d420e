using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// What the kernel of a weighted layer does to its sums before it stores them: nothing, a bias, or in prediction the batch normalisation
/// that follows, into which the bias goes; then the other input of a residual sum, where the kernel can add one; and then an activation.
/// </summary>
/// <param name="Last">The node whose value the kernel stores.</param>
/// <param name="HasBias">Whether sums begin at the bias.</param>
/// <param name="IsScaled">Whether they are multiplied by a scale and added to a shift of their channel.</param>
/// <param name="Activation">What is applied last.</param>
/// <param name="Operands">Bias, or scale and shift; last what is added.</param>
internal sealed record Epilogue(Node Last, bool HasBias, bool IsScaled, Activation? Activation, Operand[] Operands)
{
    /// <summary>Whether a value that lies as the stored one does is added before the activation.</summary>
    public bool HasSum { get; private init; }

    /// <summary>
    /// Products in a sum up to which its scaling shows, measured: depthwise 3x3 gain a tenth. Beyond it another copy of the filters is not worth while.
    /// </summary>
    private const int ScaledProducts = 32;

    /// <summary>Floats of filters that may be stored another time.</summary>
    private const int ScaledFilters = 64 * 1024;

    /// <summary>
    /// Where sums are short and filters few, the scale of a batch normalisation goes into the filters, which are prepared so, and its shift
    /// becomes the bias.
    /// </summary>
    /// <param name="node">The layer.</param>
    /// <param name="forward">The planner.</param>
    /// <param name="products">Products in a sum.</param>
    /// <param name="kernel">The kernel that scales the filters.</param>
    /// <param name="weights">The filters; on return those to use.</param>
    public Epilogue ScaleFilters(Node node, ForwardPlanner forward, int products, FilterScaleKernel kernel, ref Operand weights)
    {
        int length = kernel.Blocks * kernel.BlockStride;
        if (!IsScaled || products > ScaledProducts || length > ScaledFilters)
        {
            return this;
        }

        weights = forward.Prepared(node, length, kernel, weights, Operands[0]);
        return this with { HasBias = true, IsScaled = false, Operands = [.. Operands.Skip(1)] };
    }

    /// <summary>Takes what follows a layer into its kernel, as far as it may be fused.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="hasBias">Whether it has a bias.</param>
    /// <param name="forward">The planner.</param>
    /// <param name="title">The step's title, which gets the names of what is fused.</param>
    /// <param name="canAdd">Whether the kernel can add another value.</param>
    public static Epilogue Fuse(Node node, bool hasBias, ForwardPlanner forward, ref string title, bool canAdd = false)
    {
        Node last = node;
        Operand[] operands = hasBias ? [forward.Parameters.Of(node, "bias")] : [];
        bool isScaled = false;
        if (!forward.Training && forward.Layers.FoldedNorm(node) is { } norm)
        {
            (Operand scale, Operand shift) = BatchNormLowering.RunningScale(norm, hasBias ? node : null, forward);
            (last, operands, isScaled) = (norm, [scale, shift], true);
            forward.Fuse(norm, ref title);
        }

        bool hasSum = false;
        if (canAdd && forward.AddendOf(last) is { } addend)
        {
            (last, operands, hasSum) = (addend.Sum, [.. operands, addend.Other.Operand], true);
            forward.Fuse(last, ref title);
        }

        last = forward.FuseActivation(last, ref title, out Activation? activation);
        return new Epilogue(last, hasBias && !isScaled, isScaled, activation, operands) { HasSum = hasSum };
    }
}
