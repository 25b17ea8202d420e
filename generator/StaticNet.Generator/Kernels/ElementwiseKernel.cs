using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>y = f(x) over a whole buffer, padding included; x and y may be the same memory.</summary>
internal sealed record ElementwiseKernel(ActivationFunction Function, float Slope, int Length) : Kernel
{
    public override string Name => $"{Function}_{Length}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"y = {ElementwiseText.Formula(Function, Slope, "x")} for {Length} floats.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            // Tanh and Sigmoid are inlined at each use, so they are not unrolled.
            int unroll = Function is ActivationFunction.Relu or ActivationFunction.LeakyRelu ? 4 : 1;
            int number = 0;
            VectorCode.ForVectors(writer, isa, Length, Body, unroll);
            void Body(string i)
            {
                string v = $"v{number++}";
                writer.Line($"Lanes {v} = {isa.Load("x", i)};");
                writer.Line(isa.Store(Activations.Apply(isa, Function, Slope, v), "y", i));
            }
        }
    }
}

/// <summary>
/// dx = dy * f'(x) over a whole buffer; dy and dx may be the same memory. The derivative is taken from the output y, except that
/// where <see cref="UsesInput"/> is true the parameter y is the layer's input.
/// </summary>
internal sealed record ElementwiseBackwardKernel(ActivationFunction Function, float Slope, int Length) : Kernel
{
    /// <summary>True when the caller passes the layer's input for "y" (a leaky ReLU with a negative slope).</summary>
    public bool UsesInput => Activations.NeedsInput(Function, Slope);

    public override string Name => $"{Function}_Backward_{Length}";

    public override EquatableArray<string> Parameters => ["y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"dx = dy * derivative of {ElementwiseText.Formula(Function, Slope, "x")} for {Length} floats; y is the layer's {(UsesInput ? "input" : "output")}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            int number = 0;
            VectorCode.ForVectors(writer, isa, Length, Body);
            void Body(string i)
            {
                int n = number++;
                writer.Line($"Lanes y{n} = {isa.Load("y", i)}, g{n} = {isa.Load("dy", i)};");
                writer.Line(isa.Store(Activations.Backward(isa, Function, Slope, $"y{n}", $"g{n}"), "dx", i));
            }
        }
    }
}

/// <summary>How comments write the functions.</summary>
internal static class ElementwiseText
{
    public static string Formula(ActivationFunction function, float slope, string x) => function switch
    {
        ActivationFunction.Relu => $"max({x}, 0)",
        ActivationFunction.LeakyRelu => $"({x} > 0 ? {x} : {Isa.Text(slope)} * {x})",
        _ => $"{function.ToString().ToLowerInvariant()}({x})",
    };
}
