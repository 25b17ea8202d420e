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
internal sealed record BlockedConvKernel(
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
    /// <summary>Taps over the slices of a volume.</summary>
    public TapAxis Slices { get; init; } = TapAxis.Single;

    /// <summary>Slices of the target between two output slices.</summary>
    public int TargetStepZ { get; init; } = 1;

    /// <summary>Which weights the taps meet.</summary>
    public TapOrder Order { get; init; } = TapOrder.Forward;

    public override string Name =>
        $"{Label}_{Source.Sizes}_To_{Target.Sizes}{(IsScaled ? "_Norm" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";

    public override EquatableArray<string> Parameters => ["x", "weights", .. ChannelParameters, "y"];

    /// <summary>Parameters of one float a channel.</summary>
    private string[] ChannelParameters => Epilogues.Parameters(HasBias, IsScaled);

    private bool HasTaps => Slices.Count > 0 && Rows.Count > 0 && Columns.Count > 0;

    private bool IsVolume => !Slices.IsSingle;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        // Filters of different ranges cannot share a tile.
        int vectors = Tiling.ChannelVectors(isa, Filters.IsGrouped ? 1 : Filters.FilterBlocks);
        int channels = vectors * isa.Width, total = Filters.FilterBlocks * 16;
        int groups = total / channels, rest = total % channels;
        var whole = new Tile(this, isa, name, vectors);
        Tile? last = rest == 0 ? null : new Tile(this, isa, name + "_Last", rest / isa.Width);

        writer.Comment(
            $"{Source.Tuple} -> {Target.Tuple},"
            + $" {(IsVolume ? $"{Slices.Count}x" : "")}{Rows.Count}x{Columns.Count} taps{(Filters.IsGrouped ? $" in {Filters.Groups} groups" : "")};"
            + $" tile of {channels} channels x {whole.Width} pixels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            if (Filters.IsGrouped)
            {
                writer.Line($"ReadOnlySpan<int> starts = [{string.Join(", ", Filters.Starts.Select(StartOffset))}];");
            }

            if (groups == 1)
            {
                whole.EmitRows(writer, "0");
            }
            else
            {
                using (writer.Open($"for (int group = 0; group < {groups}; group++)"))
                {
                    whole.EmitRows(writer, "group");
                }
            }

            last?.EmitRows(writer, $"{groups}", groups * channels);
        }

        whole.EmitMethods(writer);
        last?.EmitMethods(writer);
    }

    private int StartOffset(int channel) => Source.Offset(channel, 0, 0);

    /// <summary>The code for one width of channel group: the loop over rows and tiles, and a method for each kind of tile.</summary>
    private sealed class Tile
    {
        private readonly BlockedConvKernel kernel;
        private readonly Isa isa;
        private readonly string name;
        private readonly int vectors;
        private readonly List<(int First, int Pixels, int Tiles)> runs = [];

        public Tile(BlockedConvKernel kernel, Isa isa, string name, int vectors)
        {
            this.kernel = kernel;
            this.isa = isa;
            this.name = name;
            this.vectors = vectors;
            int outputs = kernel.Columns.Outputs;
            Width = Tiling.TileWidth(outputs, Tiling.MaxPixels(isa, vectors));

            // Neighbouring tiles that leave out the same taps share a method.
            for (int first = 0; first < outputs; first += Width)
            {
                int pixels = Math.Min(Width, outputs - first);
                if (runs.Count > 0 && runs[runs.Count - 1].Pixels == pixels && SameTaps(runs[runs.Count - 1].First, first, pixels))
                {
                    runs[runs.Count - 1] = runs[runs.Count - 1] with { Tiles = runs[runs.Count - 1].Tiles + 1 };
                }
                else
                {
                    runs.Add((first, pixels, 1));
                }
            }
        }

        public int Width { get; }

        private string MethodName(int first, int pixels) => $"{name}_Columns{first}To{first + pixels - 1}";

        /// <summary>Offset of vector <paramref name="v"/>'s channels from the group's first, in a layout with the given block stride.</summary>
        private int VectorOffset(int v, int blockStride) => (v * isa.Width / 16 * blockStride) + (v * isa.Width % 16);

        /// <summary>C# for the offset of group <paramref name="group"/> in a layout with the given block stride.</summary>
        private string GroupOffset(string group, int blockStride, int firstChannel)
        {
            int channels = vectors * isa.Width;
            if (firstChannel > 0)
            {
                return $"{firstChannel / 16 * blockStride}";
            }

            return group == "0" ? "0"
                : channels >= 16 ? $"{group} * {channels / 16 * blockStride}"
                : $"({group} / {16 / channels} * {blockStride}) + ({group} % {16 / channels} * {channels})";
        }

        public void EmitRows(CodeWriter writer, string group, int firstChannel = 0)
        {
            if (!kernel.IsVolume)
            {
                EmitRows(writer, group, firstChannel, "y");
                return;
            }

            TapAxis slices = kernel.Slices;
            using (writer.Open($"for (int slice = 0; slice < {slices.Outputs}; slice++)"))
            {
                if (kernel.HasTaps)
                {
                    writer.Line($"int front = {Affine("slice", slices.Stride, slices.First)};");
                    writer.Line($"int fromSlice = {slices.FirstInside("front")};");
                    writer.Line($"int toSlice = {slices.AfterInside("front")};");
                }

                writer.Line($"ref float yz = ref Unsafe.Add(ref y, slice * {kernel.TargetStepZ * kernel.Target.SliceStride});");
                EmitRows(writer, group, firstChannel, "yz");
            }
        }

        /// <summary>The rows of a map, or of the slice that begins at <paramref name="y"/>.</summary>
        private void EmitRows(CodeWriter writer, string group, int firstChannel, string y)
        {
            TapAxis rows = kernel.Rows;
            using (writer.Open($"for (int row = 0; row < {rows.Outputs}; row++)"))
            {
                if (kernel.HasTaps)
                {
                    writer.Line($"int top = {Affine("row", rows.Stride, rows.First)};");
                    writer.Line($"int from = {rows.FirstInside("top")};");
                    writer.Line($"int to = {rows.AfterInside("top")};");
                }

                string start = !kernel.Filters.IsGrouped ? "x"
                    : $"Unsafe.Add(ref x, starts[{(firstChannel > 0 ? $"{firstChannel / 16}" : vectors * isa.Width == 16 ? group : $"{group} / {16 / (vectors * isa.Width)}")}])";
                writer.Line($"ref float xs = ref {start};");
                writer.Line($"ref float ws = ref {Isa.At("weights", GroupOffset(group, kernel.Filters.FilterBlockStride, firstChannel))};");
                foreach (string parameter in kernel.ChannelParameters)
                {
                    writer.Line($"ref float {Epilogues.Local(parameter)}s = ref {Isa.At(parameter, GroupOffset(group, 16, firstChannel))};");
                }

                string target = GroupOffset(group, kernel.Target.BlockStride, firstChannel);
                string line = $"row * {kernel.TargetStepY * kernel.Target.LineStride}";
                writer.Line($"ref float ys = ref {Isa.At(y, target == "0" ? line : $"({target}) + ({line})")};");
                foreach ((int first, int pixels, int tiles) in runs)
                {
                    int xStep = kernel.Columns.Stride * kernel.Source.PixelStride, yStep = kernel.TargetStepX * kernel.Target.PixelStride;
                    if (tiles == 1)
                    {
                        EmitCall(writer, first, pixels, $"{first * xStep}", $"{first * yStep}");
                    }
                    else
                    {
                        using (writer.Open($"for (int column = {first}; column < {first + (tiles * pixels)}; column += {pixels})"))
                        {
                            EmitCall(writer, first, pixels, $"column * {xStep}", $"column * {yStep}");
                        }
                    }
                }
            }
        }

        public void EmitMethods(CodeWriter writer)
        {
            foreach ((int first, int pixels, int _) in runs)
            {
                writer.Line();
                EmitMethod(writer, first, pixels);
            }
        }

        private static string Affine(string variable, int factor, int constant)
        {
            string product = factor == 1 ? variable : $"({variable} * {factor})";
            return constant == 0 ? product : constant < 0 ? $"{product} - {-constant}" : $"{product} + {constant}";
        }

        private void EmitCall(CodeWriter writer, int first, int pixels, string x, string y)
        {
            string bias = string.Concat(kernel.ChannelParameters.Select(static parameter => $"ref {Epilogues.Local(parameter)}s, "));
            string range = kernel.HasTaps ? ", top, from, to" + (kernel.IsVolume ? ", front, fromSlice, toSlice" : "") : "";
            writer.Line($"{MethodName(first, pixels)}(ref {Isa.At("xs", x)}, ref ws, {bias}ref {Isa.At("ys", y)}{range});");
        }

        private bool SameTaps(int first, int other, int pixels)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int tap = 0; tap < kernel.Columns.Count; tap++)
                {
                    if (kernel.Columns.IsInside(first + pixel, tap) != kernel.Columns.IsInside(other + pixel, tap))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private void EmitMethod(CodeWriter writer, int first, int pixels)
        {
            PackedFilters filters = kernel.Filters;
            string bias = string.Concat(kernel.ChannelParameters.Select(static parameter => $"ref float {parameter}, "));
            string range = kernel.HasTaps ? ", int top, int from, int to" + (kernel.IsVolume ? ", int front, int fromSlice, int toSlice" : "") : "";
            writer.Line(Optimized);
            using (writer.Open($"private static void {MethodName(first, pixels)}(ref float x, ref float weights, {bias}ref float y{range})"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    string start = kernel.HasBias ? isa.Load("bias", VectorOffset(v, 16)) : isa.Zero;
                    writer.Line($"Lanes a{v}_0 = {start};");
                    if (pixels > 1)
                    {
                        writer.Line("Lanes " + string.Join(", ", Enumerable.Range(1, pixels - 1).Select(p => $"a{v}_{p} = a{v}_0")) + ";");
                    }
                }

                if (kernel.HasTaps)
                {
                    // Declared once: locals of separate blocks do not share a slot, and the JIT tracks a limited number.
                    writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, vectors).Select(static v => $"w{v}"))}{(vectors > 1 ? ", value" : "")};");
                    if (filters.ChannelBlocks > 1)
                    {
                        using (writer.Open($"for (int block = 0; block < {filters.ChannelBlocks}; block++)"))
                        {
                            EmitTaps(writer, first, pixels);
                        }
                    }
                    else
                    {
                        EmitTaps(writer, first, pixels);
                    }
                }

                int step = kernel.TargetStepX * kernel.Target.PixelStride;
                for (int v = 0; v < vectors; v++)
                {
                    if (kernel.IsScaled)
                    {
                        writer.Line($"Lanes scale{v} = {isa.Load("scale", VectorOffset(v, 16))}, shift{v} = {isa.Load("shift", VectorOffset(v, 16))};");
                    }

                    for (int p = 0; p < pixels; p++)
                    {
                        if (kernel.IsScaled)
                        {
                            writer.Line($"a{v}_{p} = {isa.Fma($"a{v}_{p}", $"scale{v}", $"shift{v}")};");
                        }

                        string value = kernel.Activation is { } activation
                            ? Activations.Apply(isa, activation.Function, activation.Slope, $"a{v}_{p}")
                            : $"a{v}_{p}";
                        writer.Line(isa.Store(value, "y", VectorOffset(v, kernel.Target.BlockStride) + (p * step)));
                    }
                }
            }
        }

        private void EmitTaps(CodeWriter writer, int first, int pixels)
        {
            PackedFilters filters = kernel.Filters;
            TapAxis rows = kernel.Rows, columns = kernel.Columns;
            int[] taps = [.. Enumerable.Range(0, columns.Count).Where(tap => Enumerable.Range(first, pixels).Any(o => columns.IsInside(o, tap)))];
            int inBlock = filters.ChannelsPerBlock;
            int[] counts = filters.Tail == 0 ? [inBlock] : [inBlock, filters.Tail];
            int unroll = Tiling.Unroll(Math.Max(1, taps.Length) * vectors * pixels, counts);
            string channels = filters.Tail == 0 ? $"{inBlock}" : "channels";
            bool blocks = filters.ChannelBlocks > 1;
            if (filters.Tail != 0)
            {
                writer.Line($"int channels = block == {filters.ChannelBlocks - 1} ? {filters.Tail} : {inBlock};");
            }

            string sourceBlock = blocks ? $"(block * {kernel.Source.BlockStride}) + " : "", filterBlock = blocks ? $"(block * {filters.ChannelBlockStride}) + " : "";
            string x = "x", weights = "weights";
            using (kernel.IsVolume ? writer.Open("for (int slice = fromSlice; slice < toSlice; slice++)") : default(IDisposable))
            {
                if (kernel.IsVolume)
                {
                    string slice = kernel.Slices.Step == 1 ? "(front + slice)" : $"(front + (slice * {kernel.Slices.Step}))";
                    writer.Line($"ref float xz = ref Unsafe.Add(ref x, {sourceBlock}({slice} * {kernel.Source.SliceStride}));");
                    writer.Line($"ref float wz = ref Unsafe.Add(ref weights, {filterBlock}{kernel.Order.Slice("slice", filters.SliceStride)});");
                    (x, weights, sourceBlock, filterBlock) = ("xz", "wz", "", "");
                }

                using IDisposable loop = writer.Open("for (int tap = from; tap < to; tap++)");
                string line = rows.Step == 1 ? "(top + tap)" : $"(top + (tap * {rows.Step}))";
                writer.Line($"ref float line = ref Unsafe.Add(ref {x}, {sourceBlock}({line} * {kernel.Source.LineStride}));");
                writer.Line($"ref float filter = ref Unsafe.Add(ref {weights}, {filterBlock}{kernel.Order.Row("tap", filters.RowStride)});");
                bool looped = channels != $"{unroll}";
                if (looped)
                {
                    writer.Line("ref float xc = ref line;");
                    writer.Line("ref float wc = ref filter;");
                }

                foreach (int tap in taps)
                {
                    int column = kernel.Order.Column(tap) * filters.ColumnStride;
                    if (!looped)
                    {
                        for (int u = 0; u < unroll; u++)
                        {
                            EmitStep(writer, "line", "filter", first, pixels, tap, u, column + (u * filters.ChannelStride));
                        }

                        continue;
                    }

                    writer.Line("xc = ref line;");
                    writer.Line($"wc = ref {Isa.At("filter", column)};");
                    using (writer.Open($"for (int c = 0; c < {channels}; c += {unroll})"))
                    {
                        for (int u = 0; u < unroll; u++)
                        {
                            EmitStep(writer, "xc", "wc", first, pixels, tap, u, u * filters.ChannelStride);
                        }

                        writer.Line($"xc = ref Unsafe.Add(ref xc, {unroll * kernel.Source.ChannelStride});");
                        writer.Line($"wc = ref Unsafe.Add(ref wc, {unroll * filters.ChannelStride});");
                    }
                }
            }
        }

        /// <summary>One input channel under one tap: the tile's weights, then every pixel that the tap reaches.</summary>
        private void EmitStep(CodeWriter writer, string x, string w, int first, int pixels, int tap, int channel, int weightOffset)
        {
            TapAxis columns = kernel.Columns;
            for (int v = 0; v < vectors; v++)
            {
                writer.Line($"w{v} = {isa.Load(w, weightOffset + VectorOffset(v, kernel.Filters.FilterBlockStride))};");
            }

            for (int p = 0; p < pixels; p++)
            {
                if (!columns.IsInside(first + p, tap))
                {
                    continue;
                }

                int offset = (((p * columns.Stride) + columns.First + (tap * columns.Step)) * kernel.Source.PixelStride)
                    + (channel * kernel.Source.ChannelStride);
                string broadcast = isa.Broadcast(Isa.At(x, offset));
                if (vectors == 1)
                {
                    writer.Line($"a0_{p} = {isa.Fma("w0", broadcast, $"a0_{p}")};");
                    continue;
                }

                writer.Line($"value = {broadcast};");
                for (int v = 0; v < vectors; v++)
                {
                    writer.Line($"a{v}_{p} = {isa.Fma($"w{v}", "value", $"a{v}_{p}")};");
                }
            }
        }
    }
}
