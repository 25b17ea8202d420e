using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The element-wise functions and their gradients, as text: each is stated here once, for kernels of its own and for the last
/// step of convolution and dense kernels. Arguments are evaluated more than once, so they are names or cheap expressions.
/// </summary>
internal static class Activations
{
    /// <summary>The activated <paramref name="value"/>. A NaN stays a NaN.</summary>
    public static string Apply(Isa isa, ActivationFunction function, float slope, string value) => function switch
    {
        ActivationFunction.Relu => isa.Max(isa.Zero, value),
        ActivationFunction.LeakyRelu => isa.SelectGreater(value, isa.Zero, value, $"{value} * {Isa.Text(slope)}"),
        ActivationFunction.Tanh => $"VectorMath.Tanh({value})",
        ActivationFunction.Sigmoid => $"VectorMath.Sigmoid({value})",
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    /// <summary>
    /// The gradient <paramref name="dy"/> times the function's derivative, which is written in terms of the output
    /// <paramref name="y"/>, so that the input need not be kept. The exception is <see cref="NeedsInput"/>.
    /// </summary>
    public static string Backward(Isa isa, ActivationFunction function, float slope, string y, string dy) => function switch
    {
        ActivationFunction.Relu => isa.SelectGreater(y, isa.Zero, dy, isa.Zero),
        ActivationFunction.LeakyRelu => isa.SelectGreater(y, isa.Zero, dy, $"{dy} * {Isa.Text(slope)}"),
        ActivationFunction.Tanh => $"{dy} * ({isa.Broadcast(1f)} - ({y} * {y}))",
        ActivationFunction.Sigmoid => $"{dy} * {y} * ({isa.Broadcast(1f)} - {y})",
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    /// <summary>
    /// True for a leaky ReLU with a negative slope: its output is positive on both sides of zero, so that the gradient
    /// takes the layer's input in place of the output.
    /// </summary>
    public static bool NeedsInput(ActivationFunction function, float slope) => function == ActivationFunction.LeakyRelu && slope < 0;
}
