using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>y = f(x) over a whole buffer, padding included; x and y may be the same memory.</summary>
internal sealed record ElementwiseKernel(ActivationFunction Function, float Slope, int Length) : Kernel
{
    public override string Name => $"{Function}_{Length}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override long Work => (Activations.IsShort(Function) ? 8L : 24L) * Length;

    public override int Units => SplitInto(VectorCode.UnitsOf(Length));

    public override bool WritesLast => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"y = {Activations.Formula(Function, Slope, "x")} for {Length} floats.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            int number = 0;
            int unroll = Activations.IsShort(Function) ? 4 : 1;
            if (Units > 1)
            {
                VectorCode.ForUnits(writer, isa, Length, Body, unroll);
            }
            else
            {
                VectorCode.ForVectors(writer, isa, Length, Body, unroll);
            }

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
    /// <summary>True when the caller passes the layer's input for "y".</summary>
    public bool UsesInput => Activations.NeedsInput(Function, Slope);

    public override string Name => $"{Function}_Backward_{Length}";

    public override EquatableArray<string> Parameters => ["y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"dx = dy * derivative of {Activations.Formula(Function, Slope, "x")} for {Length} floats; y is the layer's {(UsesInput ? "input" : "output")}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            int number = 0;
            bool isLong = Function == ActivationFunction.Softplus || (UsesInput && !Activations.IsShort(Function));
            VectorCode.ForVectors(writer, isa, Length, Body, isLong ? 1 : 4);
            void Body(string i)
            {
                int n = number++;
                writer.Line($"Lanes y{n} = {isa.Load("y", i)}, g{n} = {isa.Load("dy", i)};");
                writer.Line(isa.Store(Activations.Backward(isa, Function, Slope, $"y{n}", $"g{n}"), "dx", i));
            }
        }
    }
}
