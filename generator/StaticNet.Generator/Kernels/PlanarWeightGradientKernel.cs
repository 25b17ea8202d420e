using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// dW[k, c, i, j] = sum over pictures, rows and columns of dY[k, y, x] * X[c, y + i*D, x + j*D], with X in planes with a halo and
/// vectors along a row. The padding of dY's rows is zero, so what X holds beside them does not count. The lanes
/// of an accumulator are added up once, after all pictures.
/// </summary>
internal sealed record PlanarWeightGradientKernel(
    int Channels,
    int Filters,
    int Groups,
    int KernelH,
    int KernelW,
    int DilationH,
    int DilationW,
    int PlaneRows,
    int PlaneStride,
    Layout Gradient,
    int GradientStride) : Kernel
{
    public override string Name => $"WeightGradient{KernelH}x{KernelW}_{Channels * Groups}Planes_To_{Gradient.Channels}x{Gradient.Height}x{Gradient.Width}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    /// <summary>Floats of all planes of a picture.</summary>
    private int PictureStride => Channels * Groups * PlaneRows * PlaneStride;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int budget = isa.Width == 16 || isa.Width == 4 ? 20 : isa.Width == 8 ? 10 : 8;
        int taps = Tiling.TileWidth(KernelW, Math.Min(KernelW, isa.Width == 8 || isa.IsScalar ? 5 : 7));
        int filters = Tiling.TileWidth(Filters, Math.Max(1, Math.Min(Filters, budget / taps)));
        int restTaps = KernelW % taps, restFilters = Filters % filters;
        writer.Comment(
            $"dW of {Filters * Groups} filters, {KernelH}x{KernelW} taps over {Channels * Groups} planes, dY ({Gradient.Channels}, {Gradient.Height}, {Gradient.Width}).");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (writer.Open($"for (int g = 0; g < {Groups}; g++)"))
            using (writer.Open($"for (int c = 0; c < {Channels}; c++)"))
            using (writer.Open($"for (int i = 0; i < {KernelH}; i++)"))
            {
                writer.Line($"ref float xi = ref Unsafe.Add(ref x, (((g * {Channels}) + c) * {PlaneRows * PlaneStride}) + (i * {DilationH * PlaneStride}));");
                EmitTapLoop(writer, name, filters, restFilters, taps, $"{KernelW - restTaps}");
                if (restTaps > 0)
                {
                    EmitTapLoop(writer, name, filters, restFilters, restTaps, null);
                }
            }
        }

        foreach (int f in restFilters == 0 ? [filters] : new[] { filters, restFilters })
        {
            foreach (int t in restTaps == 0 ? [taps] : new[] { taps, restTaps })
            {
                writer.Line();
                EmitTile(writer, isa, name, f, t);
            }
        }
    }

    private void EmitTapLoop(CodeWriter writer, string name, int filters, int restFilters, int taps, string? end)
    {
        using (writer.Open(end is null ? $"for (int j = {KernelW - taps}; j < {KernelW}; j += {taps})" : $"for (int j = 0; j < {end}; j += {taps})"))
        {
            using (writer.Open($"for (int f = 0; f < {Filters - restFilters}; f += {filters})"))
            {
                EmitCall(writer, name, filters, taps, "f");
            }

            if (restFilters > 0)
            {
                EmitCall(writer, name, restFilters, taps, $"{Filters - restFilters}");
            }
        }
    }

    private void EmitCall(CodeWriter writer, string name, int filters, int taps, string f)
    {
        int filter = Channels * KernelH * KernelW;
        writer.Line(
            $"{name}_{filters}x{taps}(ref Unsafe.Add(ref xi, j * {DilationW}), ref Unsafe.Add(ref dy, ((g * {Filters}) + {f}) * {Gradient.ChannelStride}),"
            + $" ref Unsafe.Add(ref gradient, (((g * {Filters}) + {f}) * {filter}) + (c * {KernelH * KernelW}) + (i * {KernelW}) + j), count);");
    }

    private void EmitTile(CodeWriter writer, Isa isa, string name, int filters, int taps)
    {
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_{filters}x{taps}(ref float x, ref float dy, ref float gradient, int count)"))
        {
            var all = from f in Enumerable.Range(0, filters) from t in Enumerable.Range(0, taps) select (f, t);
            foreach ((int f, int t) in all)
            {
                writer.Line($"Lanes a{f}_{t} = {isa.Zero};");
            }

            int columns = isa.IsScalar ? Gradient.Width : (Gradient.Width + isa.Width - 1) / isa.Width * isa.Width;
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            using (writer.Open($"for (int row = 0; row < {Gradient.Height}; row++)"))
            {
                writer.Line($"ref float xr = ref Unsafe.Add(ref x, (picture * {PictureStride}) + (row * {PlaneStride}));");
                writer.Line($"ref float dyr = ref Unsafe.Add(ref dy, (picture * {GradientStride}) + (row * {Gradient.RowStride}));");
                using (writer.Open($"for (int column = 0; column < {columns}; column += {isa.Width})"))
                {
                    for (int t = 0; t < taps; t++)
                    {
                        writer.Line($"Lanes x{t} = {isa.Load("xr", t * DilationW)};");
                    }

                    for (int f = 0; f < filters; f++)
                    {
                        writer.Line($"Lanes dy{f} = {isa.Load("dyr", f * Gradient.ChannelStride)};");
                        for (int t = 0; t < taps; t++)
                        {
                            writer.Line($"a{f}_{t} = {isa.Fma($"x{t}", $"dy{f}", $"a{f}_{t}")};");
                        }
                    }

                    writer.Line($"xr = ref Unsafe.Add(ref xr, {isa.Width});");
                    writer.Line($"dyr = ref Unsafe.Add(ref dyr, {isa.Width});");
                }
            }

            int filter = Channels * KernelH * KernelW;
            foreach ((int f, int t) in all)
            {
                writer.Line($"{Isa.At("gradient", (f * filter) + t)} = {isa.Sum($"a{f}_{t}")};");
            }
        }
    }
}
