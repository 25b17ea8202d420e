using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Direct convolution whose vectors run over output channels. A tile of vectors x pixels stays in registers while
/// all input channels and taps are added; each step loads the tile's weights once and broadcasts one input value per pixel.
/// Taps in the padding are left out: columns when the code is written, rows by range. No halo is needed.
/// The same kernel gathers data gradients and transposed convolutions: one call for each phase of the stride, with its own taps.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Source">Layout read, planar or blocked.</param>
/// <param name="Target">Blocked layout written.</param>
/// <param name="Filters">Weight order.</param>
/// <param name="Rows">Taps over rows.</param>
/// <param name="Columns">Taps over columns.</param>
/// <param name="TargetStepY">Rows of the target between two output rows (a phase writes every stride-th).</param>
/// <param name="TargetStepX">Columns of the target between two output columns.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="Activation">Applied before the store.</param>
/// <param name="IsScaled">Whether the sums are multiplied by a scale and added to a shift of their channel: a batch normalisation.</param>
internal sealed partial record BlockedConvKernel(
    string Label,
    Layout Source,
    Layout Target,
    PackedFilters Filters,
    TapAxis Rows,
    TapAxis Columns,
    int TargetStepY,
    int TargetStepX,
    bool HasBias,
    Activation? Activation,
    bool IsScaled = false) : Kernel
{
    /// <summary>Lanes of the vectors whose tiles leave time to fetch: those of AVX2 are half as wide and as long, and lost a fifth of their rate by it.</summary>
    private const int WidestVector = 16;

    /// <summary>Floats of filters, 128 KB, for which it does not matter that they come from memory.</summary>
    private const int FewFilters = 1 << 15;

    /// <summary>Floats of two groups' filters, 512 KB, that fit the second-level cache beside each other: brought too early they would drive out those in use.</summary>
    private const int TwoGroups = 1 << 17;

    /// <summary>Floats of a group's filters, 256 KB, beside which the second-level cache does not hold what else passes through it.</summary>
    private const int LargeGroup = 1 << 16;

    /// <summary>Floats of a source, 1 MB, that the second-level cache may still hold from its last use.</summary>
    private const int CachedSource = 1 << 18;

    /// <summary>Floats of a target, 512 KB, that the second-level cache may still hold from its last use.</summary>
    private const int CachedTarget = 1 << 17;

    /// <summary>Tiles of a row or a map for which it is worth keeping their filters in the first-level cache.</summary>
    private const int FewestTiles = 4;

    /// <summary>Vectors of a tile's filters, 16 KB of AVX2 and 32 KB of AVX-512, that stay in the first-level cache, or next to it, beside the pixels that go by.</summary>
    private const int CachedVectors = 1 << 9;

    /// <summary>Tiles of a map that AVX2 needs so little time for that its filters come faster than they would unbidden.</summary>
    private const int MostTilesAhead = 16;

    /// <summary>Outputs of a row that is two tiles on AVX-512, and several elsewhere.</summary>
    private const int LongRow = 28;

    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    /// <summary>Slices of the target between two output slices.</summary>
    public int TargetStepZ { get; init; } = 1;

    /// <summary>Which weights the taps meet.</summary>
    public TapOrder Order { get; init; } = TapOrder.Forward;

    /// <summary>Whether a value that lies as the target does is added before the activation: the other input of a residual sum.</summary>
    public bool HasSum { get; init; }

    public override string Name =>
        $"{Label}_{Source.Sizes}_To_{Target.Sizes}{(IsScaled ? "_Norm" : "")}{(HasSum ? "_Sum" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => ["x", "weights", .. ChannelParameters, .. HasSum ? new[] { "sum" } : [], "y"];

    /// <summary>Parameters of one float a channel.</summary>
    private string[] ChannelParameters => Epilogues.Parameters(HasBias, IsScaled);

    public override long Work =>
        (long)Filters.FilterBlocks * 16 * Slices.Outputs * Rows.Outputs * Columns.Outputs * Slices.Count * Rows.Count * Columns.Count * Filters.Range;

    /// <summary>
    /// Slabs of channels, those that AVX-512 takes together, and in each its rows or slices: who does neighbouring units reads a slab's weights once. Where the source is
    /// larger than all weights, the other way round: who does neighbouring units reads some rows, and of other kernels has written them.
    /// </summary>
    public override int Units => SplitInto(Slabs * LinesOfSlab);

    /// <summary>A slab, or all slabs of a line.</summary>
    public override int Grain => Slabs == 1 ? 1 : IsByLines ? Slabs : LinesOfSlab;

    public override bool WritesLast => true;

    private int BlocksOfSlab => Filters.IsGrouped ? 1 : Math.Min(2, Filters.FilterBlocks);

    private int Slabs => (Filters.FilterBlocks + BlocksOfSlab - 1) / BlocksOfSlab;

    /// <summary>Whether units run through the slabs of a line first.</summary>
    public bool IsByLines => !Filters.IsGrouped && !IsVolume && Slabs > 1 && Source.Length > Filters.Length;

    private int LinesOfSlab => IsVolume ? Slices.Outputs : OuterRows.Outputs * PartsOfRow;

    /// <summary>
    /// Units of a row: halves of one so long that it is several tiles on every instruction set. A map that is one row has as many as it has
    /// such rows or halves, if AVX-512 has as many tiles.
    /// </summary>
    private int PartsOfRow
    {
        get
        {
            int ofRow = Columns.Outputs >= LongRow ? 2 : 1;
            return IsFlat ? Math.Min(ofRow * Rows.Outputs, (InnerColumns.Outputs + (LongRow / 2) - 1) / (LongRow / 2)) : ofRow;
        }
    }

    /// <summary>
    /// Whether the map is taken as one row: each output of a convolution of one tap and stride 1 has one position, and it does not matter where
    /// that lies. Tiles are then full, whatever the width of the map is.
    /// </summary>
    private bool IsFlat => !IsVolume && IsOneToOne(Rows) && IsOneToOne(Columns) && TargetStepY == 1 && TargetStepX == 1
        && Source.LineStride == Columns.Sources * Source.PixelStride && Target.LineStride == Columns.Outputs * Target.PixelStride;

    /// <summary>The rows over which tiles are repeated.</summary>
    private TapAxis OuterRows => IsFlat ? TapAxis.Single : Rows;

    /// <summary>The columns that are divided into tiles.</summary>
    private TapAxis InnerColumns => IsFlat ? TapAxis.Forward(Rows.Outputs * Columns.Outputs, Rows.Sources * Columns.Sources, 1, 1, 1, 0) : Columns;

    /// <summary>Whether filters come from memory for every picture, several groups of them one after another: a group's are brought to the cache during the one before.</summary>
    private bool StreamsFilters => !Filters.IsGrouped && !IsVolume && Slabs > 1 && Filters.Length > FewFilters
        && 2 * BlocksOfSlab * Filters.FilterBlockStride <= TwoGroups;

    /// <summary>Whether the source comes from behind the second-level cache, for a tap that leaves no time for that.</summary>
    private bool FetchesSource => Rows.Count == 1 && Columns.Count == 1 && Columns.First == 0 && !Filters.IsGrouped && !IsVolume && Filters.ChannelBlocks > 1
        && Source.IsBlocked && Source.Length > CachedSource;

    private bool HasTaps => Slices.Count > 0 && Rows.Count > 0 && Columns.Count > 0;

    private bool IsVolume => !Slices.IsSingle;

    /// <summary>The same convolution of what <paramref name="copy"/> writes: of one tap, with the same weights in the same order.</summary>
    public BlockedConvKernel After(Im2ColKernel copy) => this with
    {
        Source = copy.Target,
        Filters = PackedFilters.Create(Filters.Filters, copy.Target.Channels, 1, 1, 1, blockedSource: true),
        Rows = TapAxis.Forward(Rows.Outputs, Rows.Outputs, 1, 1, 1, 0),
        Columns = TapAxis.Forward(Columns.Outputs, Columns.Outputs, 1, 1, 1, 0),
    };

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        // Filters of different ranges cannot share a tile.
        int vectors = Tiling.ChannelVectors(isa, Filters.IsGrouped ? 1 : Filters.FilterBlocks);
        bool halves = HasHalfBlock(isa);
        int channels = vectors * isa.Width, total = (Filters.FilterBlocks * 16) - (halves ? 8 : 0);
        int groups = total / channels, rest = total % channels;
        Isa lastIsa = rest < isa.Width ? isa.Halves : isa;
        Tiles? last = rest == 0 ? null : new Tiles(this, lastIsa, (rest + lastIsa.Width - 1) / lastIsa.Width, halves);
        Tiles whole = groups == 0 ? last! : new Tiles(this, isa, vectors);

        writer.Comment(
            $"{Source.Tuple} -> {Target.Tuple},"
            + $" {(IsVolume ? $"{Slices.Count}x" : "")}{Rows.Count}x{Columns.Count} taps{(Filters.IsGrouped ? $" in {Filters.Groups} groups" : "")};"
            + $" tile of {(groups == 0 ? rest : channels)} channels x {whole.Width} pixels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Filters.IsGrouped)
            {
                writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", Filters.Starts.Select(StartOffset))}];");
            }

            if (Units > 1)
            {
                EmitUnits(writer, whole, last, groups, channels);
            }
            else
            {
                EmitGroups(writer, whole, last, groups, channels);
            }
        }
    }

    /// <summary>All groups of channels, one after another, with all their lines or those of a range.</summary>
    private static void EmitGroups(CodeWriter writer, Tiles whole, Tiles? last, int groups, int channels, (string First, string End)? range = null)
    {
        if (groups == 1)
        {
            whole.EmitRows(writer, "0", range: range);
        }
        else if (groups > 1)
        {
            using (writer.Open($"for (int group = 0; group < {groups}; group++)"))
            {
                whole.EmitRows(writer, "group", range: range);
            }
        }

        last?.EmitRows(writer, $"{groups}", groups * channels, range);
    }

    /// <summary>The same loops over a part of the slabs and, of the first and the last, over a part of their lines.</summary>
    private void EmitUnits(CodeWriter writer, Tiles whole, Tiles? last, int groups, int channels)
    {
        int lines = LinesOfSlab, perSlab = BlocksOfSlab * 16 / channels;
        string line = IsVolume ? "Slice" : PartsOfRow > 1 ? "Part" : "Row";
        using IDisposable loop = UnitLoops.Open(writer, "slab", Slabs, line, lines, IsByLines);
        (string First, string End) range = ($"first{line}", $"end{line}");
        if (Slabs == 1)
        {
            EmitGroups(writer, whole, last, groups, channels, range);
            return;
        }

        if (perSlab > 1)
        {
            string end = groups % perSlab == 0 && last is null ? $"(slab + 1) * {perSlab}" : $"Math.Min({groups}, (slab + 1) * {perSlab})";
            using (writer.Open($"for (int group = slab * {perSlab}; group < {end}; group++)"))
            {
                whole.EmitRows(writer, "group", range: range);
            }
        }

        if (last is not null)
        {
            // The last slab ends in a narrower group, or is one.
            using (writer.Open($"if (slab == {Slabs - 1})"))
            {
                last.EmitRows(writer, $"{groups}", groups * channels, range);
                if (perSlab == 1)
                {
                    writer.Line("continue;");
                }
            }
        }

        if (perSlab == 1)
        {
            whole.EmitRows(writer, "slab", range: range);
        }
    }

    /// <summary>
    /// Whether the last filters need but half of their block: they are then taken in a vector of 8, on AVX-512 beside the whole block that is left before them.
    /// </summary>
    private bool HasHalfBlock(Isa isa) => isa.Width >= 8 && !Filters.IsGrouped && Filters.Filters % 16 is > 0 and <= 8;

    private static bool IsOneToOne(TapAxis axis) => axis is { Count: 1, Stride: 1, First: 0 } && axis.Outputs == axis.Sources;

    private int StartOffset(int channel) => Source.Offset(channel, 0, 0);
}
