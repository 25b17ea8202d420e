using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The element-wise functions and their gradients, as text: each is stated here once, for kernels of its own and for the last
/// step of convolution and dense kernels. Arguments are evaluated more than once, so they are names or cheap expressions.
/// </summary>
internal static class Activations
{
    /// <summary>Selu's scale s, and s times its alpha: Klambauer et al. (2017).</summary>
    private const float SeluScale = 1.05070098735548f, SeluScaledAlpha = 1.75809934084738f;

    /// <summary>The activated <paramref name="value"/>. A NaN stays a NaN.</summary>
    public static string Apply(Isa isa, ActivationFunction function, float slope, string value) => function switch
    {
        ActivationFunction.Relu => isa.Max(isa.Zero, value),
        ActivationFunction.LeakyRelu => isa.SelectGreater(value, isa.Zero, value, Times(value, slope)),
        ActivationFunction.Relu6 => isa.Clamp(value, 0, 6),
        ActivationFunction.Elu => isa.SelectGreater(value, isa.Zero, value, Times($"VectorMath.Expm1({value})", slope)),
        ActivationFunction.Selu => isa.SelectGreater(
            value, isa.Zero, Times(value, SeluScale), Times($"VectorMath.Expm1({value})", SeluScaledAlpha)),
        ActivationFunction.HardSigmoid => HardSigmoid(isa, slope, value),

        // From -3 down the other factor is 0; bounded, since -infinity times 0 is NaN.
        ActivationFunction.HardSwish => $"{isa.Max(isa.Broadcast(-3f), value)} * {HardSigmoid(isa, 1 / 6f, value)}",
        _ => $"VectorMath.{function}({value})",
    };

    /// <summary>
    /// The gradient <paramref name="dy"/> times the function's derivative, which is written in terms of the output
    /// <paramref name="y"/> where it can be, so that the input need not be kept. Where <see cref="NeedsInput"/> says so,
    /// <paramref name="y"/> is the input.
    /// </summary>
    public static string Backward(Isa isa, ActivationFunction function, float slope, string y, string dy) => function switch
    {
        ActivationFunction.Relu => isa.SelectGreater(y, isa.Zero, dy, isa.Zero),
        ActivationFunction.LeakyRelu => isa.SelectGreater(y, isa.Zero, dy, Times(dy, slope)),
        ActivationFunction.Relu6 => Between(isa, y, 0, 6, dy),
        ActivationFunction.Elu when NeedsInput(function, slope) =>
            isa.SelectGreater(y, isa.Zero, dy, $"{dy} * {Times($"VectorMath.Exp({y})", slope)}"),
        ActivationFunction.Elu => isa.SelectGreater(y, isa.Zero, dy, $"{dy} * ({y} + {isa.Broadcast(slope)})"),
        ActivationFunction.Selu => isa.SelectGreater(
            y, isa.Zero, Times(dy, SeluScale), $"{dy} * ({y} + {isa.Broadcast(SeluScaledAlpha)})"),

        // y = log(1 + exp(x)), so that the derivative sigmoid(x) is 1 - exp(-y).
        ActivationFunction.Softplus => $"{dy} * -VectorMath.Expm1(-{y})",
        ActivationFunction.Tanh => $"{dy} * ({isa.Broadcast(1f)} - ({y} * {y}))",
        ActivationFunction.Sigmoid => $"{dy} * {y} * ({isa.Broadcast(1f)} - {y})",
        ActivationFunction.HardSigmoid => Between(isa, y, 0, 1, Times(dy, slope)),
        ActivationFunction.HardSwish => isa.SelectGreater(
            y, isa.Broadcast(3f), dy,
            isa.SelectGreater(y, isa.Broadcast(-3f), $"{dy} * ({isa.Fma(y, isa.Broadcast(1 / 3f), isa.Broadcast(0.5f))})", isa.Zero)),
        _ => $"{dy} * VectorMath.{function}Derivative({y})",
    };

    /// <summary>
    /// True where the output does not tell the derivative: of functions that fall and rise again, among them a leaky ReLU and an
    /// ELU whose negative slope or alpha makes their output positive on both sides of zero. The gradient then takes the layer's input.
    /// </summary>
    public static bool NeedsInput(ActivationFunction function, float slope) => function switch
    {
        ActivationFunction.LeakyRelu or ActivationFunction.Elu => slope < 0,
        ActivationFunction.Gelu or ActivationFunction.TanhGelu or ActivationFunction.Swish or ActivationFunction.HardSwish => true,
        _ => false,
    };

    /// <summary>True where the greatest of some values stays the greatest, so that their maximum may be taken before the function.</summary>
    public static bool IsIncreasing(ActivationFunction function, float slope) =>
        !NeedsInput(function, slope) && !(function == ActivationFunction.HardSigmoid && slope < 0);

    /// <summary>
    /// Whether another layer's kernel may apply the function to what it stores. In training the derivative must then come from the output.
    /// The longest functions stay by themselves: at every accumulator of a tile they would be too much for the JIT to inline, and
    /// against their own work another pass over the values costs little.
    /// </summary>
    public static bool CanFuse(ActivationFunction function, float slope, bool training) =>
        function is not (ActivationFunction.Gelu or ActivationFunction.Softplus) && !(training && NeedsInput(function, slope));

    /// <summary>
    /// True for functions of a few instructions, which kernels unroll. The others are inlined at each use, where they fill the registers by
    /// themselves.
    /// </summary>
    public static bool IsShort(ActivationFunction function) => function
        is ActivationFunction.Relu or ActivationFunction.LeakyRelu or ActivationFunction.Relu6
        or ActivationFunction.HardSigmoid or ActivationFunction.HardSwish;

    /// <summary>How comments write the functions.</summary>
    public static string Formula(ActivationFunction function, float slope, string x) => function switch
    {
        ActivationFunction.Relu => $"max({x}, 0)",
        ActivationFunction.LeakyRelu => $"({x} > 0 ? {x} : {Isa.Text(slope)} * {x})",
        ActivationFunction.Relu6 => $"min(max({x}, 0), 6)",
        ActivationFunction.Elu => $"({x} > 0 ? {x} : {Isa.Text(slope)} * (exp({x}) - 1))",
        ActivationFunction.Selu => $"{Isa.Text(SeluScale)} * ({x} > 0 ? {x} : 1.6732632f * (exp({x}) - 1))",
        ActivationFunction.Gelu => $"{x} * normal distribution({x})",
        ActivationFunction.TanhGelu => $"{x}/2 * (1 + tanh(0.7978846 * ({x} + 0.044715 * {x}^3)))",
        ActivationFunction.Softplus => $"log(1 + exp({x}))",
        ActivationFunction.HardSigmoid => $"min(max({Isa.Text(slope)} * {x} + 0.5, 0), 1)",
        ActivationFunction.Swish => $"{x} * sigmoid({x})",
        ActivationFunction.HardSwish => $"{x} * min(max({x}/6 + 0.5, 0), 1)",
        _ => $"{function.ToString().ToLowerInvariant()}({x})",
    };

    private static string Times(string value, float factor) => factor == 1 ? value : $"{value} * {Isa.Text(factor)}";

    private static string HardSigmoid(Isa isa, float slope, string value) =>
        isa.Clamp(isa.Fma(value, isa.Broadcast(slope), isa.Broadcast(0.5f)), 0, 1);

    private static string Between(Isa isa, string y, float least, float greatest, string then) => isa.SelectGreater(
        y, isa.Broadcast(least), isa.SelectGreater(isa.Broadcast(greatest), y, then, isa.Zero), isa.Zero);
}
