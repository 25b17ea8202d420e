using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// What every tap of a convolution meets, as channels of a map of the output's size (im2col): [C/16][row of taps][column of taps][output][16], zeros for the padding.
/// That is the order in which <see cref="PackedFilters"/> has the weights, so that the convolution becomes one of a single tap with stride 1, whose tiles are
/// full whatever the width of the map is, and reads its source from front to back.
/// </summary>
/// <param name="Source">Blocked layout read, of whole blocks of 16 channels.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
internal sealed record Im2ColKernel(Layout Source, TapAxis Rows, TapAxis Columns) : Kernel
{
    private const int Block = Layout.Block;

    /// <summary>Whether units are rows of the output, for a convolution that is split so, rather than blocks of channels.</summary>
    public bool IsByLines { get; init; }

    public override string Name => $"Im2Col{Rows.Count}x{Columns.Count}{(Rows.Stride * Columns.Stride == 1 ? "" : $"Stride{Rows.Stride}x{Columns.Stride}")}_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    /// <summary>Channel b * 16 * taps + tap * 16 + c is what the tap meets of channel b * 16 + c.</summary>
    public Layout Target => Source with
    {
        Channels = Source.Channels * Rows.Count * Columns.Count,
        Height = Rows.Outputs,
        Width = Columns.Outputs,
        RowStride = Columns.Outputs,
    };

    /// <summary>A block of channels, or a row of outputs.</summary>
    public override int Units => SplitInto(IsByLines ? Rows.Outputs : Source.Blocks);

    public override long Work => 4L * Target.Length;

    public override bool WritesLast => true;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}: what {Rows.Count}x{Columns.Count} taps with stride {Rows.Stride}x{Columns.Stride} meet.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open(Range("block", Source.Blocks, isUnits: !IsByLines)))
        using (writer.Open($"for (int tap = 0; tap < {Rows.Count}; tap++)"))
        {
            for (int tap = 0; tap < Columns.Count; tap++)
            {
                EmitTap(writer, isa, tap);
            }
        }
    }

    /// <summary>C# for a loop over all, or over the units of a call.</summary>
    private string Range(string index, int count, bool isUnits)
    {
        (string from, string to) = isUnits && Units > 1 ? ("from", "to") : ("0", $"{count}");
        return $"for (int {index} = {from}; {index} < {to}; {index}++)";
    }

    /// <summary>The outputs of a tap, of some or all rows.</summary>
    private void EmitTap(CodeWriter writer, Isa isa, int tap)
    {
        using (writer.Open(Range("row", Rows.Outputs, IsByLines)))
        {
            string tapOfBlock = VectorCode.Sum(Columns.Count == 1 ? "tap" : $"(tap * {Columns.Count})", tap);
            writer.Line($"ref float target = ref Unsafe.Add(ref y, (((block * {Rows.Count * Columns.Count}) + {tapOfBlock}) * {Target.BlockStride}) + (row * {Target.LineStride}));");
            string row = Rows.Stride == 1 ? "row" : $"(row * {Rows.Stride})", step = Rows.Step == 1 ? "tap" : $"(tap * {Rows.Step})";
            writer.Line($"int line = {VectorCode.Sum($"{row} + {step}", Rows.First)};");
            string[] outside = [.. Rows.First < 0 ? new[] { "line < 0" } : [], .. Rows.IsClipped ? new[] { $"line >= {Source.Height}" } : []];
            if (outside.Length == 0)
            {
                EmitLine(writer, isa, tap);
            }
            else
            {
                using (writer.Open($"if ({string.Join(" || ", outside)})"))
                {
                    EmitZeros(writer, isa, 0, Columns.Outputs);
                }

                using (writer.Open("else"))
                {
                    EmitLine(writer, isa, tap);
                }
            }
        }
    }

    /// <summary>The outputs of a row, from the source's row <c>line</c>.</summary>
    private void EmitLine(CodeWriter writer, Isa isa, int tap)
    {
        int[] inside = [.. Enumerable.Range(0, Columns.Outputs).Where(output => Columns.IsInside(output, tap))];
        int first = inside.Length == 0 ? 0 : inside[0], after = first + inside.Length;
        EmitZeros(writer, isa, 0, first);
        if (first < after)
        {
            writer.Line($"ref float source = ref Unsafe.Add(ref x, (block * {Source.BlockStride}) + (line * {Source.LineStride}));");
            using (writer.Open($"for (int column = {first}; column < {after}; column++)"))
            {
                int column = (Columns.First + (tap * Columns.Step)) * Block;
                for (int lane = 0; lane < Block; lane += isa.Width)
                {
                    string value = isa.Load("source", VectorCode.Sum($"(column * {Columns.Stride * Block})", column + lane));
                    writer.Line(isa.Store(value, "target", VectorCode.Sum($"(column * {Block})", lane)));
                }
            }
        }

        EmitZeros(writer, isa, after, Columns.Outputs);
    }

    private static void EmitZeros(CodeWriter writer, Isa isa, int first, int after)
    {
        if (first == after)
        {
            return;
        }

        using (writer.Open($"for (int i = {first * Block}; i < {after * Block}; i += {isa.Width})"))
        {
            writer.Line(isa.Store(isa.Zero, "target", "i"));
        }
    }
}
