using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// 2x2 maxima, means or sums of stride 2 on rows: of two rows, then of neighbouring lanes. An odd last row or column is left out. In training
/// a maximum keeps its <see cref="Argmax"/>, in the layout of y.
/// </summary>
internal sealed record PlanarPoolKernel(PoolKind Reduction, Layout Source, Layout Target) : Kernel
{
    public override string Name => $"{Reduction}Pool2x2{(KeepsArgmax ? "_Argmax" : "")}_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => KeepsArgmax ? ["x", "argmax", "y"] : ["x", "y"];

    /// <summary>Whether the numbers of the taps that a backward kernel hands gradients to are stored beside the maxima.</summary>
    public bool KeepsArgmax { get; init; }

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"({Source.Channels}, {Source.Height}, {Source.Width}) -> ({Target.Channels}, {Target.Height}, {Target.Width}), 2x2 {PoolText.Of(Reduction)}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var rows = new PlanarPoolRows(Source, Target);
            rows.Emit(writer, (source, target) =>
            {
                writer.Line($"ref float upper = ref Unsafe.Add(ref x, {source}), lower = ref Unsafe.Add(ref upper, {Source.RowStride});");
                writer.Line($"ref float pooled = ref Unsafe.Add(ref y, {target});");
                if (KeepsArgmax)
                {
                    writer.Line($"ref float taps = ref Unsafe.Add(ref argmax, {target});");
                }

                rows.ForVectors(writer, isa, (at, first, second) =>
                {
                    if (KeepsArgmax)
                    {
                        EmitWithArgmax(writer, isa, at, first, second);
                        return;
                    }

                    string Rows(string index) => Reduction == PoolKind.Max
                        ? isa.Max(isa.Load("upper", index), isa.Load("lower", index))
                        : $"{isa.Load("upper", index)} + {isa.Load("lower", index)}";
                    writer.Line($"Lanes a = {Rows(first)};");
                    if (second is not null)
                    {
                        writer.Line($"Lanes b = {Rows(second)};");
                    }

                    writer.Line(isa.Store(Pairs(isa, Reduction, "a", second is null ? isa.Zero : "b"), "pooled", at));
                });

                int done = rows.Vectors(isa) * isa.Width;
                VectorCode.Clear(writer, isa, "pooled", done, Target.RowStride - done);
            });
        }
    }

    /// <summary>One vector of maxima and of the taps they were found at: the four pixels of each window are chosen first, then compared.</summary>
    private static void EmitWithArgmax(CodeWriter writer, Isa isa, string at, string first, string? second)
    {
        string[] taps = ["upperLeft", "upperRight", "lowerLeft", "lowerRight"];
        writer.Line("Lanes a, b;");
        for (int tap = 0; tap < taps.Length; tap++)
        {
            if (tap % 2 == 0)
            {
                string row = tap == 0 ? "upper" : "lower";
                writer.Line($"a = {isa.Load(row, first)};");
                writer.Line($"b = {(second is null ? isa.Zero : isa.Load(row, second))};");
            }

            writer.Line($"Lanes {taps[tap]} = {(tap % 2 == 0 ? PlanarPairs.Left(isa, "a", "b") : PlanarPairs.Right(isa, "a", "b"))};");
        }

        // In the order of the kernel without: which of a NaN and a number is the maximum depends on it.
        writer.Line($"a = {isa.Max(taps[0], taps[2])};");
        writer.Line($"b = {isa.Max(taps[1], taps[3])};");
        writer.Line($"Lanes maximum = {isa.Max("a", "b")}, number = {Argmax.None(isa)};");
        for (int tap = taps.Length - 1; tap >= 0; tap--)
        {
            writer.Line($"number = {Argmax.Found(isa, taps[tap], "maximum", Isa.Text(tap), "number")};");
        }

        writer.Line(isa.Store(PlanarPairs.Order(isa, "maximum"), "pooled", at));
        writer.Line(isa.Store(PlanarPairs.Order(isa, "number"), "taps", at));
    }

    /// <summary>What becomes of two consecutive vectors in which the two rows are reduced already.</summary>
    public static string Pairs(Isa isa, PoolKind reduction, string first, string second) => reduction switch
    {
        PoolKind.Max => PlanarPairs.CompressMax(isa, first, second),
        PoolKind.Average => $"{PlanarPairs.CompressSum(isa, first, second)} * {isa.Broadcast(0.25f)}",
        PoolKind.Sum => PlanarPairs.CompressSum(isa, first, second),
        _ => throw new ArgumentOutOfRangeException(nameof(reduction)),
    };
}

/// <summary>
/// The gradient of <see cref="PlanarPoolKernel"/>: of the four pixels of a window the one that <see cref="Argmax"/> names receives a maximum's;
/// of means and sums all four receive their share. Everything else, padding included, becomes zero.
/// </summary>
internal sealed record PlanarPoolBackwardKernel(PoolKind Reduction, Layout Source, Layout Target) : Kernel
{
    public override string Name => $"{Reduction}Pool2x2_Backward_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => IsMax ? ["argmax", "dy", "dx"] : ["dy", "dx"];

    private bool IsMax => Reduction == PoolKind.Max;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Gradient of 2x2 {PoolText.Of(Reduction)}, ({Target.Channels}, {Target.Height}, {Target.Width}) -> ({Source.Channels}, {Source.Height}, {Source.Width}){(IsMax ? ": to the first maximum of a window" : "")}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var rows = new PlanarPoolRows(Source, Target);
            rows.Emit(
                writer,
                (source, target) =>
                {
                    if (IsMax)
                    {
                        writer.Line($"ref float taps = ref Unsafe.Add(ref argmax, {target});");
                    }

                    writer.Line($"ref float gradient = ref Unsafe.Add(ref dy, {target});");
                    writer.Line($"ref float upperGradient = ref Unsafe.Add(ref dx, {source}), lowerGradient = ref Unsafe.Add(ref upperGradient, {Source.RowStride});");
                    rows.ForVectors(writer, isa, (at, first, second) =>
                    {
                        if (IsMax)
                        {
                            EmitVectors(writer, isa, at, first, second);
                        }
                        else
                        {
                            EmitShares(writer, isa, at, first, second);
                        }
                    });

                    int done = rows.Covered(isa);
                    VectorCode.Clear(writer, isa, "upperGradient", done, Source.RowStride - done);
                    VectorCode.Clear(writer, isa, "lowerGradient", done, Source.RowStride - done);
                },
                source => VectorCode.Clear(writer, isa, $"Unsafe.Add(ref dx, {source})", 0, Source.RowStride));
        }
    }

    /// <summary>One vector of windows, each of whose pixels receives the same.</summary>
    private void EmitShares(CodeWriter writer, Isa isa, string at, string first, string? second)
    {
        string gradient = isa.Load("gradient", at);
        string share = Reduction == PoolKind.Average ? $"({gradient} * {isa.Broadcast(0.25f)})" : gradient;
        writer.Line($"Lanes share = {PlanarPairs.Order(isa, share)};");
        foreach (string row in new[] { "upperGradient", "lowerGradient" })
        {
            writer.Line(isa.Store(PlanarPairs.First(isa, "share", "share"), row, first));
            if (second is not null)
            {
                writer.Line(isa.Store(PlanarPairs.Second(isa, "share", "share"), row, second));
            }
        }
    }

    /// <summary>One vector of windows.</summary>
    private static void EmitVectors(CodeWriter writer, Isa isa, string at, string first, string? second)
    {
        writer.Line($"Lanes number = {PlanarPairs.Order(isa, isa.Load("taps", at))};");
        writer.Line($"Lanes share = {PlanarPairs.Order(isa, isa.Load("gradient", at))};");
        writer.Line("Lanes left, right;");
        for (int row = 0; row < 2; row++)
        {
            string target = row == 0 ? "upperGradient" : "lowerGradient";
            writer.Line($"left = {Argmax.Share(isa, "number", Isa.Text(2 * row), "share")};");
            writer.Line($"right = {Argmax.Share(isa, "number", Isa.Text((2 * row) + 1), "share")};");
            writer.Line(isa.Store(PlanarPairs.First(isa, "left", "right"), target, first));
            if (second is not null)
            {
                writer.Line(isa.Store(PlanarPairs.Second(isa, "left", "right"), target, second));
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
