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
}

/// <summary>exp(x) / sum of exp(x) over the classes of a vector.</summary>
internal sealed partial record Softmax : Layer
{
    public override string Kind => "softmax";
}
