using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Softmax over the channels at each position of a map in planar rows, or its logarithm. Lanes are positions, so nothing is summed
/// across a vector; the padding of rows is computed with. x and y are different memory.
/// </summary>
internal sealed record MapSoftmaxKernel(Layout Map, bool IsLogarithm) : Kernel
{
    public override string Name => $"{(IsLogarithm ? "Log" : "")}Softmax_{Map.Sizes}_Rows";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(
            $"y = {(IsLogarithm ? "log of " : "")}softmax(x) over {Map.Channels} channels at each of {Map.SpatialSizes} positions, "
            + "the greatest subtracted first so that exp cannot overflow.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            PlaneColumns.ForEach(writer, isa, Map, Body);
        }

        void Body(PlaneColumns columns)
        {
            columns.Declare("max", i => isa.Load("x", i));
            columns.ForChannels(1, (v, i) => writer.Line($"max{v} = {isa.Max($"max{v}", isa.Load("x", i))};"));
            columns.Declare("sum", _ => isa.Zero);
            columns.ForChannels(0, (v, i) =>
            {
                writer.Line($"Lanes e{v} = VectorMath.Exp({isa.Load("x", i)} - max{v});");
                writer.Line($"sum{v} += e{v};");
                if (!IsLogarithm)
                {
                    writer.Line(isa.Store($"e{v}", "y", i));
                }
            });
            if (IsLogarithm)
            {
                columns.ForEachVector(v => writer.Line($"sum{v} = VectorMath.Log(sum{v});"));
                columns.ForChannels(0, (v, i) => writer.Line(isa.Store($"{isa.Load("x", i)} - max{v} - sum{v}", "y", i)));
            }
            else
            {
                columns.ForEachVector(v => writer.Line($"sum{v} = {isa.Broadcast(1f)} / sum{v};"));
                columns.ForChannels(0, (v, i) => writer.Line(isa.Store($"{isa.Load("y", i)} * sum{v}", "y", i)));
            }
        }
    }
}

/// <summary>
/// Gradient through <see cref="MapSoftmaxKernel"/> from its output: dx = y * (dy - sum(y * dy)), or of the logarithm
/// dx = dy - exp(y) * sum(dy), with sums over channels. Where dy is zero at all channels, as in padding, so is dx.
/// </summary>
internal sealed record MapSoftmaxBackwardKernel(Layout Map, bool IsLogarithm) : Kernel
{
    public override string Name => $"{(IsLogarithm ? "Log" : "")}Softmax_Backward_{Map.Sizes}_Rows";

    public override EquatableArray<string> Parameters => ["y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        string formula = IsLogarithm ? "dx = dy - exp(y) * sum(dy)" : "dx = y * (dy - sum(y * dy))";
        writer.Comment($"{formula} over {Map.Channels} channels at each of {Map.SpatialSizes} positions.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            PlaneColumns.ForEach(writer, isa, Map, Body);
        }

        void Body(PlaneColumns columns)
        {
            columns.Declare("sum", _ => isa.Zero);
            columns.ForChannels(0, (v, i) => writer.Line(IsLogarithm
                ? $"sum{v} += {isa.Load("dy", i)};"
                : $"sum{v} = {isa.Fma(isa.Load("y", i), isa.Load("dy", i), $"sum{v}")};"));
            columns.ForChannels(0, (v, i) => writer.Line(isa.Store(
                IsLogarithm
                    ? $"{isa.Load("dy", i)} - (VectorMath.Exp({isa.Load("y", i)}) * sum{v})"
                    : $"{isa.Load("y", i)} * ({isa.Load("dy", i)} - sum{v})",
                "dx",
                i)));
        }
    }
}

/// <summary>
/// A walk over a map in planar rows by columns of a few vectors: at each the channels are visited one after the other, as often as the
/// body wants. The planes are whole multiples of 16 floats.
/// </summary>
internal sealed class PlaneColumns
{
    private readonly CodeWriter writer;
    private readonly Isa isa;
    private readonly Layout map;
    private readonly int vectors;

    private PlaneColumns(CodeWriter writer, Isa isa, Layout map, int vectors)
    {
        this.writer = writer;
        this.isa = isa;
        this.map = map;
        this.vectors = vectors;
    }

    /// <summary>Writes <paramref name="body"/> for columns of several vectors and, if need be, once more for the rest of the plane.</summary>
    public static void ForEach(CodeWriter writer, Isa isa, Layout map, Action<PlaneColumns> body)
    {
        int plane = map.ChannelStride;
        int vectors = isa.Registers >= 32 || isa.IsScalar ? 4 : 2;
        int step = vectors * isa.Width;
        int whole = plane / step * step;
        if (whole > 0)
        {
            using (writer.Open($"for (int p = 0; p < {whole}; p += {step})"))
            {
                body(new PlaneColumns(writer, isa, map, vectors));
            }
        }

        if (whole < plane)
        {
            using (writer.Open())
            {
                writer.Line($"const int p = {whole};");
                body(new PlaneColumns(writer, isa, map, (plane - whole) / isa.Width));
            }
        }
    }

    /// <summary>A local of each vector, at first the <paramref name="value"/> made of the index of its floats in the first channel.</summary>
    public void Declare(string name, Func<string, string> value) =>
        ForEachVector(v => writer.Line($"Lanes {name}{v} = {value(VectorCode.Sum("p", v * isa.Width))};"));

    public void ForEachVector(Action<int> write)
    {
        for (int v = 0; v < vectors; v++)
        {
            write(v);
        }
    }

    /// <summary>A loop over channels from <paramref name="first"/>; the body gets a vector's number and the index of its floats.</summary>
    public void ForChannels(int first, Action<int, string> body)
    {
        int plane = map.ChannelStride;
        using (writer.Open($"for (int i = {VectorCode.Sum("p", first * plane)}; i < {VectorCode.Sum("p", map.Channels * plane)}; i += {plane})"))
        {
            ForEachVector(v => body(v, VectorCode.Sum("i", v * isa.Width)));
        }
    }
}
