using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>value^-exponent for positive values: the published 0.75 by iteration, others from a division, a root, or exp and log.</summary>
internal static class NegativePower
{
    /// <summary>
    /// The bits of a float are close to a linear function of its logarithm, so that this constant minus a quarter of them are the bits of
    /// value^-1/4 within 3.2 %; the constant is the one of least error.
    /// </summary>
    private const int QuarterRoot = 0x4F586666;

    /// <summary>
    /// (1 + e)^-1/4 = 1 + e * (Linear + Quadratic * e) within 6.3e-5 over the errors e of the first guess, fitted.
    /// </summary>
    private const float Linear = -0.2514f, Quadratic = 0.156f;

    /// <summary>Sets the vector <paramref name="target"/>.</summary>
    public static void Emit(CodeWriter writer, Isa isa, float exponent, string value, string target)
    {
        string inverse = $"{isa.Broadcast(1f)} / {value}";
        switch (exponent)
        {
            case 1f:
                writer.Line($"{target} = {inverse};");
                break;
            case 0.5f:
                writer.Line($"{target} = {isa.Sqrt(inverse)};");
                break;
            case 0.75f when isa.IsScalar:
                writer.Line($"{target} = {isa.Sqrt(inverse)};");
                writer.Line($"{target} *= {isa.Sqrt(target)};");
                break;
            case 0.75f:
                EmitThreeQuarters(writer, isa, value, target);
                break;
            default:
                writer.Line($"{target} = VectorMath.Exp(VectorMath.Log({value}) * {Isa.Text(-exponent)});");
                break;
        }
    }

    /// <summary>
    /// With t near v^-1/4 and e = v * t^4 - 1, v^-1/4 = t * (1 + e)^-1/4, of which one step makes a guess good to 6.3e-5; then
    /// v^-3/4 = t^3 * (1 + e)^-3/4 = t^3 * (1 - 3/4 e + 21/32 e^2 - ...), whose next term is below a rounding. Twelve multiplications and
    /// additions, within 1.6 units in the last place, where a division and two square roots take twice the time and leave 2.1.
    /// </summary>
    private static void EmitThreeQuarters(CodeWriter writer, Isa isa, string value, string target)
    {
        using (writer.Open())
        {
            // Bounded: an infinite sum of squares, of values about 1e19, would make a NaN of 0 * infinity.
            writer.Line($"Lanes v = {isa.Min(isa.Broadcast("float.MaxValue"), value)};");
            writer.Line($"Lanes t = (Vector.Create({QuarterRoot}) - (v.AsInt32() >>> 2)).AsSingle();");
            writer.Line("Lanes square = t * t;");
            writer.Line($"Lanes e = {isa.Fma("v * square", "square", isa.Broadcast(-1f))};");
            writer.Line($"t = {isa.Fma("t", $"{isa.Fma("e", isa.Broadcast(Quadratic), isa.Broadcast(Linear))} * e", "t")};");
            writer.Line("square = t * t;");
            writer.Line($"e = {isa.Fma("v * square", "square", isa.Broadcast(-1f))};");
            writer.Line("t *= square;");
            writer.Line($"{target} = {isa.Fma("t", $"{isa.Fma("e", isa.Broadcast(21 / 32f), isa.Broadcast(-0.75f))} * e", "t")};");
        }
    }
}
