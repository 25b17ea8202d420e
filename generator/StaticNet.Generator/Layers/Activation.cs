using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>The element-wise functions.</summary>
internal enum ActivationFunction
{
    Relu,
    LeakyRelu,
    Tanh,
    Sigmoid,
}

/// <summary>An element-wise activation; <see cref="Slope"/> is LeakyRelu's factor below zero.</summary>
internal sealed partial record Activation(ActivationFunction Function, float Slope) : Layer
{
    public override string Kind => Function.ToString().ToLowerInvariant();

    public override string Title => Function.ToString();

    public static Activation ReadRelu(LayerArguments arguments) => new(ActivationFunction.Relu, 0);

    public static Activation ReadLeakyRelu(LayerArguments arguments) => new(
        ActivationFunction.LeakyRelu,
        arguments.Real("slope", 0.01, static value => !float.IsNaN(value) && !float.IsInfinity(value), "a finite number"));

    public static Activation ReadTanh(LayerArguments arguments) => new(ActivationFunction.Tanh, 0);

    public static Activation ReadSigmoid(LayerArguments arguments) => new(ActivationFunction.Sigmoid, 0);

    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}
