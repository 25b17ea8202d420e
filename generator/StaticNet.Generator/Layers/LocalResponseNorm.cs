using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// y[c] = x[c] * (K + Factor * sum of x[j]^2)^-Beta over <see cref="Size"/> channels j around c. <see cref="Factor"/> is
/// alpha, or alpha / size where it multiplies a mean.
/// </summary>
internal sealed partial record LocalResponseNorm(int Size, float Factor, float Beta, float K) : Layer
{
    public override string Kind => "localresponsenorm";

    /// <summary>Channels of the window before the value's own, as PyTorch has it for even sizes.</summary>
    public int Before => Size / 2;

    /// <summary>Channels of the window behind the value's own.</summary>
    public int After => (Size - 1) / 2;

    public static LocalResponseNorm Read(LayerArguments arguments)
    {
        int size = arguments.Size("size", least: 1, fallback: 5);
        float alpha = arguments.Real("Alpha", 1e-4, IsFactor, "a number not below 0");
        return new LocalResponseNorm(
            size,
            arguments.Flag("AverageSquares", true) ? alpha / size : alpha,
            arguments.Real("Beta", 0.75, IsFactor, "a number not below 0"),
            arguments.Real("K", 1, static value => value > 0 && !float.IsInfinity(value), "a positive number"));
    }

    public override Placement Place(Shape input, FindingList findings) => new(this, input);

    private static bool IsFactor(float value) => value >= 0 && !float.IsInfinity(value);
}
