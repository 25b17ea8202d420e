using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// y = f(x0 + x1 + ...) or f(x0 * x1 * ...) over whole buffers of one layout, padding included; y may be the memory of an input. Where the
/// padding of one factor or of all summands is zero, that of the result is.
/// </summary>
internal sealed record CombineKernel(JoinKind Reduction, int Inputs, int Length, Activation? Activation) : Kernel
{
    public override string Name => $"{(Reduction == JoinKind.Add ? "Add" : "Multiply")}{Inputs}_{Length}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => [.. Enumerable.Range(0, Inputs).Select(static i => $"x{i}"), "y"];

    public override long Work => 4L * (Inputs + 1) * Length;

    public override int Units => SplitInto(VectorCode.UnitsOf(Length));

    public override bool WritesLast => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        string operation = Reduction == JoinKind.Add ? " + " : " * ";
        writer.Comment($"y = {string.Join(operation, Enumerable.Range(0, Inputs).Select(static i => $"x{i}"))}{(Activation is null ? "" : ", then " + Activation.Title)} for {Length} floats.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            int number = 0;
            int unroll = Inputs > 4 ? 1 : 4;
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
                string value = string.Join(operation, Enumerable.Range(0, Inputs).Select(input => isa.Load($"x{input}", i)));
                string v = $"v{number++}";
                writer.Line($"Lanes {v} = {value};");
                writer.Line(isa.Store(Activation is null ? v : Activations.Apply(isa, Activation.Function, Activation.Slope, v), "y", i));
            }
        }
    }
}
