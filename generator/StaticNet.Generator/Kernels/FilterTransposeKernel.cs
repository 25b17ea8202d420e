using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// One phase of a data gradient: the filters with channels exchanged, at <see cref="Offset"/> in the transposed buffer. Its row r is the
/// kernel's row LastRow - r * RowStep, likewise its columns.
/// </summary>
internal sealed record GradientPhase(PackedFilters To, int Offset, int LastRow, int RowStep, int LastColumn, int ColumnStep)
{
    /// <summary>Its slice d is the kernel's slice LastSlice - d * SliceStep.</summary>
    public int LastSlice { get; init; }

    public int SliceStep { get; init; } = 1;
}

/// <summary>
/// Rewrites packed filters [K][C] as the filters [C][K] that the data gradient reads, phase by phase. Lanes past the last channel are
/// never written and stay zero.
/// </summary>
internal sealed record FilterTransposeKernel(PackedFilters From, EquatableArray<GradientPhase> Phases) : Kernel
{
    public override string Name => $"TransposeFilters{From.TapSizes}_{From.Channels}_To_{From.Filters}";

    public override EquatableArray<string> Parameters => ["weights", "transposed"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"[{From.Filters}, {From.Channels / From.Groups}, {From.TapSizes.Replace("x", ", ")}] with channels exchanged, {Phases.Count} phase(s).");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            for (int i = 0; i < Phases.Count; i++)
            {
                if (!IsEmpty(Phases[i]))
                {
                    writer.Line($"{name}_Phase{i}(ref weights, ref transposed);");
                }
            }
        }

        for (int i = 0; i < Phases.Count; i++)
        {
            if (IsEmpty(Phases[i]))
            {
                continue;
            }

            writer.Line();
            writer.Line(Optimized);
            using (writer.Open(Signature($"{name}_Phase{i}")))
            {
                if (From.IsGrouped)
                {
                    writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", From.Starts)}];");
                    writer.Line($"ReadOnlySpan<int> ranges = [{string.Join(", ", Phases[i].To.Starts)}];");
                }

                EmitPhase(writer, Phases[i]);
            }
        }
    }

    /// <summary>A phase that no tap reaches: its gradient is zero, and it has no weights.</summary>
    private static bool IsEmpty(GradientPhase phase) => phase.To.Taps == 0;

    /// <summary>Whole blocks of 16 channels x 16 filters.</summary>
    private void EmitBlocks(CodeWriter writer, GradientPhase phase)
    {
        PackedFilters to = phase.To;
        bool isVolume = From.Slices > 1;
        using (writer.Open($"for (int block = 0; block < {to.FilterBlocks}; block++)"))
        using (writer.Open($"for (int q = 0; q < {to.Range / 16}; q++)"))
        using (isVolume ? writer.Open($"for (int d = 0; d < {to.Slices}; d++)") : default(IDisposable))
        using (writer.Open($"for (int r = 0; r < {to.Rows}; r++)"))
        using (writer.Open($"for (int s = 0; s < {to.Columns}; s++)"))
        {
            string slice = isVolume ? $" + (({phase.LastSlice} - (d * {phase.SliceStep})) * {From.SliceStride})" : "";
            writer.Line(
                $"ref float source = ref Unsafe.Add(ref weights, (q * {From.FilterBlockStride}) + (block * {From.ChannelBlockStride})"
                + $" + (({phase.LastRow} - (r * {phase.RowStep})) * {From.RowStride}) + (({phase.LastColumn} - (s * {phase.ColumnStep})) * {From.ColumnStride}){slice});");
            writer.Line(
                $"ref float target = ref Unsafe.Add(ref transposed, {phase.Offset} + (block * {to.FilterBlockStride}) + (q * {to.ChannelBlockStride})"
                + $" + (r * {to.RowStride}) + (s * {to.ColumnStride}){(isVolume ? $" + (d * {to.SliceStride})" : "")});");
            writer.Line($"{writer.Kernels.NameOf(new FilterBlockTransposeKernel())}(ref source, ref target);");
        }
    }

    private void EmitPhase(CodeWriter writer, GradientPhase phase)
    {
        PackedFilters to = phase.To;
        if (!From.IsGrouped && From.Channels % 16 == 0 && to.Range % 16 == 0)
        {
            EmitBlocks(writer, phase);
            return;
        }

        using (writer.Open($"for (int block = 0; block < {to.FilterBlocks}; block++)"))
        {
            writer.Line($"int lanes = Math.Min(16, {From.Channels} - (block * 16));");
            using (writer.Open($"for (int q = 0; q < {to.Range}; q++)"))
            {
                writer.Line($"int k = {(From.IsGrouped ? "ranges[block] + " : "")}q;");
                if (From.IsGrouped)
                {
                    writer.Line($"if (k >= {From.Filters})");
                    writer.Line("{");
                    writer.Line("    continue;");
                    writer.Line("}");
                    writer.Line();
                }

                bool isVolume = From.Slices > 1;
                using (isVolume ? writer.Open($"for (int d = 0; d < {to.Slices}; d++)") : default(IDisposable))
                using (writer.Open($"for (int r = 0; r < {to.Rows}; r++)"))
                using (writer.Open($"for (int s = 0; s < {to.Columns}; s++)"))
                {
                    string slice = isVolume ? $" + (({phase.LastSlice} - (d * {phase.SliceStep})) * {From.SliceStride})" : "";
                    string row = $"(({phase.LastRow} - (r * {phase.RowStep})) * {From.RowStride})";
                    string column = $"(({phase.LastColumn} - (s * {phase.ColumnStep})) * {From.ColumnStride})";
                    writer.Line($"ref float target = ref Unsafe.Add(ref transposed, {phase.Offset} + (block * {to.FilterBlockStride}) + (q / 16 * {to.ChannelBlockStride}) + (q % 16 * {to.ChannelStride}) + (r * {to.RowStride}) + (s * {to.ColumnStride}){(isVolume ? $" + (d * {to.SliceStride})" : "")});");
                    if (From.IsGrouped)
                    {
                        writer.Line($"ref float source = ref Unsafe.Add(ref weights, (k / 16 * {From.FilterBlockStride}) + (k % 16) + {row} + {column}{slice});");
                        using (writer.Open("for (int lane = 0; lane < lanes; lane++)"))
                        {
                            writer.Line("int c = (block * 16) + lane;");
                            writer.Line("int at = c - starts[k / 16];");
                            writer.Line($"bool together = k / {From.Filters / From.Groups} == c / {From.Channels / From.Groups};");
                            writer.Line($"Unsafe.Add(ref target, lane) = together ? Unsafe.Add(ref source, (at / 16 * {From.ChannelBlockStride}) + (at % 16 * {From.ChannelStride})) : 0f;");
                        }
                    }
                    else
                    {
                        writer.Line($"ref float source = ref Unsafe.Add(ref weights, (k / 16 * {From.FilterBlockStride}) + (k % 16) + (block * {From.ChannelBlockStride}) + {row} + {column}{slice});");
                        using (writer.Open("for (int lane = 0; lane < lanes; lane++)"))
                        {
                            writer.Line("Unsafe.Add(ref target, lane) = Unsafe.Add(ref source, lane * 16);");
                        }
                    }
                }
            }
        }
    }
}

/// <summary>Rewrites packed filters in the order [K, C/groups, rows, columns], for a planar data gradient that broadcasts single weights.</summary>
internal sealed record FilterUnpackKernel(PackedFilters From) : Kernel
{
    public override string Name => $"UnpackFilters{From.TapSizes}_{From.Channels}_To_{From.Filters}";

    public override EquatableArray<string> Parameters => ["weights", "transposed"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int channels = From.Channels / From.Groups;
        writer.Comment($"Packed filters -> [{From.Filters}, {channels}, {From.TapSizes.Replace("x", ", ")}].");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (From.IsGrouped)
            {
                writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", From.Starts)}];");
            }

            using (writer.Open($"for (int k = 0; k < {From.Filters}; k++)"))
            using (writer.Open($"for (int c = 0; c < {channels}; c++)"))
            {
                writer.Line(From.IsGrouped
                    ? $"int at = (k / {From.Filters / From.Groups} * {channels}) + c - starts[k / 16];"
                    : "int at = c;");
                writer.Line($"ref float source = ref Unsafe.Add(ref weights, (k / 16 * {From.FilterBlockStride}) + (k % 16) + (at / 16 * {From.ChannelBlockStride}) + (at % 16 * {From.ChannelStride}));");
                writer.Line($"ref float target = ref Unsafe.Add(ref transposed, ((k * {channels}) + c) * {From.Taps});");
                using (writer.Open($"for (int tap = 0; tap < {From.Taps}; tap++)"))
                {
                    writer.Line($"Unsafe.Add(ref target, tap) = Unsafe.Add(ref source, tap * {From.ColumnStride});");
                }
            }
        }
    }
}

/// <summary>Clears the gradient of weights that a grouped convolution does not have: filter and channel in different groups, or past the end.</summary>
internal sealed record GroupMaskKernel(PackedFilters Filters) : Kernel
{
    public override string Name => $"ClearAcrossGroups{Filters.TapSizes}_{Filters.Channels}_To_{Filters.Filters}";

    public override EquatableArray<string> Parameters => ["gradient"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Gradients of {Filters.Filters} filters in {Filters.Groups} groups: zero where filter and channel are of different groups.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", Filters.Starts)}];");
            using (writer.Open($"for (int k = 0; k < {Filters.FilterBlocks * 16}; k++)"))
            using (writer.Open($"for (int at = 0; at < {Filters.Range}; at++)"))
            {
                writer.Line("int c = starts[k / 16] + at;");
                using (writer.Open($"if (k >= {Filters.Filters} || k / {Filters.Filters / Filters.Groups} != c / {Filters.Channels / Filters.Groups})"))
                {
                    writer.Line($"ref float target = ref Unsafe.Add(ref gradient, (k / 16 * {Filters.FilterBlockStride}) + (k % 16) + (at / 16 * {Filters.ChannelBlockStride}) + (at % 16 * {Filters.ChannelStride}));");
                    using (writer.Open($"for (int tap = 0; tap < {Filters.Taps}; tap++)"))
                    {
                        writer.Line($"Unsafe.Add(ref target, tap * {Filters.ColumnStride}) = 0f;");
                    }
                }
            }
        }
    }
}
