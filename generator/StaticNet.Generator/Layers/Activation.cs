using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The element-wise functions.</summary>
internal enum ActivationFunction
{
    Relu,
    LeakyRelu,
    Relu6,
    Elu,
    Selu,
    Gelu,
    TanhGelu,
    Softplus,
    Tanh,
    Sigmoid,
    HardSigmoid,
    Swish,
    HardSwish,
}

/// <summary>
/// An element-wise activation; <see cref="Slope"/> is LeakyRelu's factor below zero, Elu's alpha and HardSigmoid's slope.
/// </summary>
internal sealed partial record Activation(ActivationFunction Function, float Slope) : Layer
{
    public override string Kind => Title.ToLowerInvariant();

    public override string Title => Function == ActivationFunction.TanhGelu ? nameof(ActivationFunction.Gelu) : Function.ToString();

    /// <summary>True for those that pass positive values and hold back negative ones, in whatever shape.</summary>
    public bool IsRectifier => Function is not (ActivationFunction.Tanh or ActivationFunction.Sigmoid or ActivationFunction.HardSigmoid);

    public static Activation ReadLeakyRelu(LayerArguments arguments) => new(ActivationFunction.LeakyRelu, Finite(arguments, "slope", 0.01));

    public static Activation ReadElu(LayerArguments arguments) => new(ActivationFunction.Elu, Finite(arguments, "alpha", 1));

    public static Activation ReadHardSigmoid(LayerArguments arguments) =>
        new(ActivationFunction.HardSigmoid, Finite(arguments, "slope", 1.0 / 6));

    public static Activation ReadGelu(LayerArguments arguments) =>
        new(arguments.Flag("Tanh", false) ? ActivationFunction.TanhGelu : ActivationFunction.Gelu, 0);

    /// <summary>The reader of a function without options.</summary>
    public static Func<LayerArguments, Layer> Reader(ActivationFunction function) => _ => new Activation(function, 0);

    public override Placement Place(Shape input, FindingList findings) => new(this, input);

    private static float Finite(LayerArguments arguments, string name, double fallback) =>
        arguments.Real(name, fallback, static value => !float.IsNaN(value) && !float.IsInfinity(value), "a finite number");
}
