using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>2x2 maxima of stride 2 on rows: the greater of two rows, then of neighbouring lanes. An odd last row or column is left out.</summary>
internal sealed record PlanarPoolKernel(Layout Source, Layout Target) : Kernel
{
    public override string Name => $"MaxPool2x2_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"({Source.Channels}, {Source.Height}, {Source.Width}) -> ({Target.Channels}, {Target.Height}, {Target.Width}), 2x2 maxima.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var rows = new PlanarPoolRows(Source, Target);
            rows.Emit(writer, (source, target) =>
            {
                writer.Line($"ref float upper = ref Unsafe.Add(ref x, {source}), lower = ref Unsafe.Add(ref upper, {Source.RowStride});");
                writer.Line($"ref float maximum = ref Unsafe.Add(ref y, {target});");
                rows.ForVectors(writer, isa, (at, first, second) =>
                {
                    writer.Line($"Lanes a = {isa.Max(isa.Load("upper", first), isa.Load("lower", first))};");
                    if (second is not null)
                    {
                        writer.Line($"Lanes b = {isa.Max(isa.Load("upper", second), isa.Load("lower", second))};");
                    }

                    writer.Line(isa.Store(PlanarPairs.CompressMax(isa, "a", second is null ? isa.Zero : "b"), "maximum", at));
                });

                int done = rows.Vectors(isa) * isa.Width;
                VectorCode.Clear(writer, isa, "maximum", done, Target.RowStride - done);
            });
        }
    }
}

/// <summary>
/// The gradient of <see cref="PlanarPoolKernel"/>: of the four pixels of a window the first, row by row, that equals the maximum receives it.
/// Everything else, padding included, becomes zero.
/// </summary>
internal sealed record PlanarPoolBackwardKernel(Layout Source, Layout Target) : Kernel
{
    public override string Name => $"MaxPool2x2_Backward_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => ["x", "y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Gradient of 2x2 maxima, ({Target.Channels}, {Target.Height}, {Target.Width}) -> ({Source.Channels}, {Source.Height}, {Source.Width}): to the first maximum of a window.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var rows = new PlanarPoolRows(Source, Target);
            rows.Emit(
                writer,
                (source, target) =>
                {
                    writer.Line($"ref float upper = ref Unsafe.Add(ref x, {source}), lower = ref Unsafe.Add(ref upper, {Source.RowStride});");
                    writer.Line($"ref float maximum = ref Unsafe.Add(ref y, {target}), gradient = ref Unsafe.Add(ref dy, {target});");
                    writer.Line($"ref float upperGradient = ref Unsafe.Add(ref dx, {source}), lowerGradient = ref Unsafe.Add(ref upperGradient, {Source.RowStride});");
                    rows.ForVectors(writer, isa, (at, first, second) => EmitVectors(writer, isa, at, first, second));

                    int done = rows.Covered(isa);
                    VectorCode.Clear(writer, isa, "upperGradient", done, Source.RowStride - done);
                    VectorCode.Clear(writer, isa, "lowerGradient", done, Source.RowStride - done);
                },
                source => VectorCode.Clear(writer, isa, $"Unsafe.Add(ref dx, {source})", 0, Source.RowStride));
        }
    }

    /// <summary>One vector of windows. What is still open of the gradient goes to the pixels that hold the maximum, and is closed there.</summary>
    private static void EmitVectors(CodeWriter writer, Isa isa, string at, string first, string? second)
    {
        writer.Line($"Lanes m = {PlanarPairs.Order(isa, isa.Load("maximum", at))};");
        writer.Line($"Lanes open = {PlanarPairs.Order(isa, isa.Load("gradient", at))};");
        writer.Line("Lanes a, b, left, right;");
        foreach (string row in new[] { "upper", "lower" })
        {
            writer.Line($"a = {isa.Load(row, first)};");
            writer.Line($"b = {(second is null ? isa.Zero : isa.Load(row, second))};");
            writer.Line($"left = {isa.SelectEqual(PlanarPairs.Left(isa, "a", "b"), "m", "open", isa.Zero)};");
            writer.Line("open -= left;");
            writer.Line($"right = {isa.SelectEqual(PlanarPairs.Right(isa, "a", "b"), "m", "open", isa.Zero)};");
            writer.Line("open -= right;");
            writer.Line(isa.Store(PlanarPairs.First(isa, "left", "right"), row + "Gradient", first));
            if (second is not null)
            {
                writer.Line(isa.Store(PlanarPairs.Second(isa, "left", "right"), row + "Gradient", second));
            }
        }
    }
}

/// <summary>The loops of both: over pairs of source rows, and over vectors of windows in them.</summary>
internal sealed class PlanarPoolRows(Layout source, Layout target)
{
    /// <summary>Target vectors in a row that hold windows.</summary>
    public int Vectors(Isa isa) => (target.Width + isa.Width - 1) / isa.Width;

    /// <summary>Floats of a source row that lie under those.</summary>
    public int Covered(Isa isa) => Math.Min(source.RowStride, 2 * Vectors(isa) * isa.Width);

    /// <summary>
    /// Writes the loop over rows of windows; <paramref name="pair"/> gets the offsets of the upper source row and of the target row,
    /// <paramref name="odd"/> that of a source row which is left over.
    /// </summary>
    public void Emit(CodeWriter writer, Action<string, string> pair, Action<string>? odd = null)
    {
        if (source.Height % 2 == 0)
        {
            // All channels' rows follow each other in pairs.
            using (writer.Open($"for (int row = 0; row < {target.Channels * target.Height}; row++)"))
            {
                pair($"row * {2 * source.RowStride}", $"row * {target.RowStride}");
            }

            return;
        }

        using (writer.Open($"for (int c = 0; c < {source.Channels}; c++)"))
        {
            using (writer.Open($"for (int row = 0; row < {target.Height}; row++)"))
            {
                pair($"(c * {source.ChannelStride}) + (row * {2 * source.RowStride})", $"(c * {target.ChannelStride}) + (row * {target.RowStride})");
            }

            odd?.Invoke($"(c * {source.ChannelStride}) + {(source.Height - 1) * source.RowStride}");
        }
    }

    /// <summary>
    /// Writes the loop over a row; <paramref name="body"/> gets the index of a target vector and of the two source vectors under it,
    /// the second null where the source row ends between them.
    /// </summary>
    public void ForVectors(CodeWriter writer, Isa isa, Action<string, string, string?> body)
    {
        int pairs = Math.Min(Vectors(isa), source.RowStride / (2 * isa.Width)) * isa.Width;
        if (pairs > isa.Width)
        {
            using (writer.Open($"for (int i = 0; i < {pairs}; i += {isa.Width})"))
            {
                body("i", "2 * i", $"(2 * i) + {isa.Width}");
            }
        }
        else if (pairs > 0)
        {
            using (writer.Open())
            {
                body("0", "0", Isa.Text(isa.Width));
            }
        }

        if (pairs < Vectors(isa) * isa.Width)
        {
            using (writer.Open())
            {
                body(Isa.Text(pairs), Isa.Text(2 * pairs), null);
            }
        }
    }
}
