using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// What the kernel of a weighted layer does to its sums before it stores them: nothing, a bias, or in prediction the batch normalisation
/// that follows, into which the bias goes; and then an activation.
/// </summary>
/// <param name="Last">The node whose value the kernel stores.</param>
/// <param name="HasBias">Whether sums begin at the bias.</param>
/// <param name="IsScaled">Whether they are multiplied by a scale and added to a shift of their channel.</param>
/// <param name="Activation">What is applied last.</param>
/// <param name="Operands">Bias, or scale and shift.</param>
internal sealed record Epilogue(Node Last, bool HasBias, bool IsScaled, Activation? Activation, Operand[] Operands)
{
    public static Epilogue Fuse(Node node, bool hasBias, ForwardPlanner forward, ref string title)
    {
        if (forward.Training || forward.Layers.FoldedNorm(node) is not { } norm)
        {
            Node stored = forward.FuseActivation(node, ref title, out Activation? applied);
            return new Epilogue(stored, hasBias, false, applied, hasBias ? [forward.Parameters.Of(node, "bias")] : []);
        }

        (Operand scale, Operand shift) = BatchNormLowering.RunningScale(norm, hasBias ? node : null, forward);
        forward.Fuse(norm, ref title);
        Node last = forward.FuseActivation(norm, ref title, out Activation? activation);
        return new Epilogue(last, false, true, activation, [scale, shift]);
    }
}
