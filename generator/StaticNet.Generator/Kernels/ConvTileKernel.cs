using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>A column of taps over a tile: where its weights lie, and where each pixel's input, or <see cref="Outside"/>.</summary>
internal sealed record TileTap(int Weights, EquatableArray<int> Inputs)
{
    /// <summary>The tap of that pixel lies in the padding.</summary>
    public const int Outside = int.MinValue;
}

/// <summary>
/// The inner loops of a blocked convolution for one tile of channel vectors x pixels: all input channels and taps are added while the tile
/// stays in registers. What differs between layers of equal tiles, the distances in their maps and weights and the number of channel
/// blocks, are arguments, so that a tile is written once for all of them.
/// </summary>
/// <param name="Vectors">Vectors of output channels.</param>
/// <param name="Pixels">Output pixels of a row.</param>
/// <param name="Taps">Columns of taps.</param>
/// <param name="RowStep">Rows of the source between two rows of taps.</param>
/// <param name="Row">C# for the offset of the kernel's row that the variable tap meets.</param>
/// <param name="Slices">For a volume its slices of taps.</param>
/// <param name="ChannelsPerBlock">Input channels of a whole block.</param>
/// <param name="Tail">Input channels of the last block, 0 when it is whole.</param>
/// <param name="HasBlocks">Whether there are several blocks of input channels.</param>
/// <param name="WeightChannelStride">Floats between the weights of two input channels.</param>
/// <param name="SourceChannelStride">Floats between two channels of the source.</param>
/// <param name="TargetStep">Floats between two pixels of the target.</param>
/// <param name="HasBias">Whether accumulators start at the bias or at zero.</param>
/// <param name="IsScaled">Whether sums are multiplied by a scale and added to a shift of their channel.</param>
/// <param name="Activation">Applied before the store.</param>
internal sealed record ConvTileKernel(
    int Vectors,
    int Pixels,
    EquatableArray<TileTap> Taps,
    int RowStep,
    string Row,
    TileSlices? Slices,
    int ChannelsPerBlock,
    int Tail,
    bool HasBlocks,
    int WeightChannelStride,
    int SourceChannelStride,
    int TargetStep,
    bool HasBias,
    bool IsScaled,
    Activation? Activation) : Kernel
{
    /// <summary>
    /// Channels of a turn of the innermost loop. Four took as long as two, measured with AVX-512 and with AVX2; the fewer statements are
    /// compiled sooner, as are those of the tiles that fetch, which serve but the first rows and have one.
    /// </summary>
    private const int MostChannels = 2;

    /// <summary>
    /// Channels that are added pixel by pixel at the end, each few pixels stored at once. Stores one after another fill the processor's queue of them, and the multipliers
    /// wait meanwhile: the 28 of a tile took as long as 50 multiply-adds, measured on Zen 4. Between as many multiply-adds as two channels have they take no time.
    /// </summary>
    private const int LastChannels = 2;

    /// <summary>Accumulators that are stored together.</summary>
    private const int StoredTogether = 4;

    /// <summary>Width of the vectors, which decides how many share a block of 16 channels.</summary>
    public int Width { get; init; }

    /// <summary>Whether the last block has filters in its first half alone, one vector; the other half is padding, and becomes zero. Behind vectors of 16 that one is half as wide.</summary>
    public bool EndsInHalf { get; init; }

    /// <summary>Whether the distance between the weights of two rows of taps is an argument, <c>weightRow</c>, of which <see cref="Row"/> is written.</summary>
    public bool TakesWeightRow { get; init; }

    /// <summary>Of how many blocks of 16 output channels the weights a given distance ahead are brought to the cache meanwhile.</summary>
    public int BlocksAhead { get; init; }

    /// <summary>How many lines of the weights a given distance ahead each block of input channels brings to the cache, where one for every channel would cost too much.</summary>
    public int LinesAhead { get; init; }

    /// <summary>Whether the tile's lines of the target, and of the sum, are brought to the cache first: those of a large map are in none.</summary>
    public bool FetchesTarget { get; init; }

    /// <summary>
    /// For a tile of one tap whose source is in no cache: floats between two of its pixels there, else 0. The pixels of the next block of channels are
    /// brought meanwhile, a line for each channel of this one, and behind the last block those of the next tile.
    /// </summary>
    public int FetchedPixelStep { get; init; }

    /// <summary>Whether a call may have no row of taps, all of them in the padding: its sums are what they begin with.</summary>
    public bool MayBeOutside { get; init; }

    /// <summary>Whether a value that lies as the target does is added before the activation: the other input of a residual sum.</summary>
    public bool HasSum { get; init; }

    /// <summary>Whether the sums begin with that value: such of a part of the channels go on from what the target holds of those before.</summary>
    public bool BeginsWithSum { get; init; }

    public override string Name =>
        $"Tile_{Channels}x{Pixels}_{Taps.Count}Columns{(TakesWeightRow ? "_Rows" : "")}{(IsScaled ? "_Norm" : "")}{(BeginsWithSum ? "_OnSum" : HasSum ? "_Sum" : "")}{(Activation is null ? "" : "_" + Activation.Function)}{(BlocksAhead > 0 ? "_Ahead" : LinesAhead > 0 ? $"_{LinesAhead}Ahead" : "")}{(FetchesTarget ? "_Far" : "")}{(FetchedPixelStep > 0 ? "_FromFar" : "")}";

    public override EquatableArray<string> Parameters =>
        ["x", "weights", .. Epilogues.Parameters(HasBias, IsScaled), .. HasSum ? new[] { "sum" } : [], "y"];

    private bool HasTaps => Taps.Count > 0;

    private bool HasHalfVector => EndsInHalf && Width == Planning.Layout.Block;

    /// <summary>Output channels.</summary>
    private int Channels => (Vectors * Width) - (HasHalfVector ? Width / 2 : 0);

    /// <summary>Input channels of each kind of block.</summary>
    private int[] ChannelCounts => Tail == 0 ? [ChannelsPerBlock] : [ChannelsPerBlock, Tail];

    /// <summary>Whether the last channels of the last tap are left for the stores.</summary>
    private bool SpreadsStores => HasTaps && !MayBeOutside && ChannelCounts.All(static count => count >= LastChannels);

    /// <summary>Blocks of 16 output channels that the tile reaches into.</summary>
    private int TargetBlocks => ((Vectors * Width) + 15) / 16;

    /// <summary>The arguments of a call behind the references: the rows, then the blocks of input channels and the distances of the layer.</summary>
    public string Arguments(Planning.Layout source, Planning.Layout target, PackedFilters filters, int blocks)
    {
        var arguments = new List<string>();
        if (HasTaps)
        {
            arguments.AddRange(["top", "firstTap", "endTap", $"{source.LineStride}"]);
            if (Slices is not null)
            {
                arguments.AddRange(["front", "fromSlice", "toSlice"]);
            }

            if (HasBlocks)
            {
                arguments.AddRange([$"{blocks}", $"{source.BlockStride}", $"{filters.ChannelBlockStride}"]);
            }

            if (TargetBlocks > 1)
            {
                arguments.Add($"{filters.FilterBlockStride}");
            }
        }

        if (TargetBlocks > 1)
        {
            arguments.Add($"{target.BlockStride}");
        }

        return string.Concat(arguments.Select(static argument => ", " + argument));
    }

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        isa = Width == isa.Width ? isa : isa.Halves;
        writer.Comment($"{Channels} channels x {Pixels} pixels, {Taps.Count} columns of taps.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}{Declarations()})"))
        {
            EmitTargets(writer);
            EmitStart(writer, isa);
            if (HasTaps)
            {
                EmitSums(writer, isa);
            }

            if (SpreadsStores)
            {
                EmitLastSums(writer, isa);
            }
            else
            {
                EmitStores(writer, isa, 0, Pixels);
            }

            for (int p = 0; p < Pixels && EndsInHalf; p++)
            {
                Isa half = OfVector(isa, Vectors - 1);
                writer.Line(half.Store(half.Zero, OfBlock("y", Vectors - 1), half.Width + (p * TargetStep)));
            }
        }
    }

    /// <summary>The name of a reference for the block of output channels that vector <paramref name="v"/> is in.</summary>
    private string OfBlock(string reference, int v) => v * Width / 16 == 0 ? reference : $"{reference}{v * Width / 16}";

    /// <summary>The registers of vector <paramref name="v"/>.</summary>
    private Isa OfVector(Isa isa, int v) => HasHalfVector && v == Vectors - 1 ? isa.Halves : isa;

    private int LaneOf(int v) => v * Width % 16;

    private string Declarations()
    {
        string taps = HasTaps ? $", int top, int from, int to, nint lineStride{(TakesWeightRow ? ", nint weightRow" : "")}" : "";
        string slices = HasTaps && Slices is not null ? ", int front, int fromSlice, int toSlice" : "";
        string blocks = HasTaps && HasBlocks ? ", int blocks, nint blockStride, nint weightBlock" : "";
        string filters = HasTaps && TargetBlocks > 1 ? ", nint filterStride" : "";
        return taps + slices + blocks + filters + (TargetBlocks > 1 ? ", nint targetStride" : "") + (BlocksAhead + LinesAhead > 0 ? ", nint ahead" : "");
    }

    private void EmitStart(CodeWriter writer, Isa whole)
    {
        for (int v = 0; v < Vectors; v++)
        {
            Isa isa = OfVector(whole, v);
            string start = HasBias ? isa.Load("bias", v * Width) : isa.Zero;
            if (BeginsWithSum)
            {
                for (int p = 0; p < Pixels; p++)
                {
                    string sum = isa.Load(OfBlock("sum", v), LaneOf(v) + (p * TargetStep));
                    writer.Line($"{isa.Type} a{v}_{p} = {(HasBias ? $"{start} + {sum}" : sum)};");
                }

                continue;
            }

            writer.Line($"{isa.Type} a{v}_0 = {start};");
            if (Pixels > 1)
            {
                writer.Line(isa.Type + " " + string.Join(", ", Enumerable.Range(1, Pixels - 1).Select(p => $"a{v}_{p} = a{v}_0")) + ";");
            }
        }
    }

    private void EmitTargets(CodeWriter writer)
    {
        for (int block = 0; block < TargetBlocks; block++)
        {
            foreach (string map in HasSum ? new[] { "y", "sum" } : ["y"])
            {
                string reference = block == 0 ? map : $"{map}{block}";
                if (block > 0)
                {
                    writer.Line($"ref float {reference} = ref Unsafe.Add(ref {map}, {(block == 1 ? "" : $"{block} * ")}targetStride);");
                }

                for (int p = 0; p < Pixels && FetchesTarget; p++)
                {
                    writer.Line($"CacheHint.Prefetch(ref {Isa.At(reference, p * TargetStep)});");
                }
            }
        }
    }

    /// <summary>The last channels under the last tap for a few pixels at a time, and their stores.</summary>
    private void EmitLastSums(CodeWriter writer, Isa isa)
    {
        int together = (StoredTogether + Vectors - 1) / Vectors;
        for (int first = 0; first < Pixels; first += together)
        {
            int after = Math.Min(Pixels, first + together);
            for (int channel = 0; channel < LastChannels; channel++)
            {
                EmitStep(writer, isa, "xc", "wc", Taps[Taps.Count - 1], channel, channel * WeightChannelStride, first, after);
            }

            EmitStores(writer, isa, first, after);
        }
    }

    /// <summary>Stores the pixels from <paramref name="first"/> up to <paramref name="after"/>.</summary>
    private void EmitStores(CodeWriter writer, Isa whole, int first, int after)
    {
        for (int v = 0; v < Vectors; v++)
        {
            Isa isa = OfVector(whole, v);
            if (IsScaled)
            {
                string type = first == 0 ? isa.Type + " " : "";
                writer.Line($"{type}scale{v} = {isa.Load("scale", v * Width)}{(first == 0 ? "," : ";")} shift{v} = {isa.Load("shift", v * Width)};");
            }

            for (int p = first; p < after; p++)
            {
                if (IsScaled)
                {
                    writer.Line($"a{v}_{p} = {isa.Fma($"a{v}_{p}", $"scale{v}", $"shift{v}")};");
                }

                if (HasSum && !BeginsWithSum)
                {
                    writer.Line($"a{v}_{p} += {isa.Load(OfBlock("sum", v), LaneOf(v) + (p * TargetStep))};");
                }

                string value = Activation is null ? $"a{v}_{p}" : Activations.Apply(isa, Activation.Function, Activation.Slope, $"a{v}_{p}");
                writer.Line(isa.Store(value, OfBlock("y", v), LaneOf(v) + (p * TargetStep)));
            }
        }
    }

    private void EmitSums(CodeWriter writer, Isa isa)
    {
        // Declared once: locals of separate blocks do not share a slot, and the JIT tracks a limited number.
        int wholes = HasHalfVector ? Vectors - 1 : Vectors;
        writer.Line($"{isa.Type} {string.Join(", ", Enumerable.Range(0, wholes).Select(static v => $"w{v}"))}{(Vectors > 1 ? ", value" : "")};");
        if (HasHalfVector)
        {
            writer.Line($"{isa.Halves.Type} w{wholes};");
        }

        writer.Line($"ref float xc = ref x, {string.Join(", ", Enumerable.Range(0, TargetBlocks).Select(block => $"{OfBlock("wc", block * 16 / Width)} = ref weights"))};");
        using (HasBlocks ? writer.Open("for (int block = 0; block < blocks; block++)") : default(IDisposable))
        {
            for (int line = 0; line < LinesAhead; line++)
            {
                writer.Line($"CacheHint.Prefetch(ref Unsafe.Add(ref weights, {VectorCode.Sum($"ahead{(HasBlocks ? $" + (block * {LinesAhead * 16})" : "")}", line * 16)}));");
            }

            int unroll = Tiling.Unroll(Taps.Count * Vectors * Pixels, ChannelCounts, BlocksAhead > 0 ? 1 : MostChannels);
            if (SpreadsStores && ChannelCounts.Any(count => (count - LastChannels) % unroll != 0))
            {
                unroll = 1;
            }

            string channels = Tail == 0 ? $"{ChannelsPerBlock}" : "channels";
            if (Tail != 0)
            {
                writer.Line($"int channels = block == blocks - 1 ? {Tail} : {ChannelsPerBlock};");
            }

            if (FetchedPixelStep > 0)
            {
                writer.Line($"nint next = block < blocks - 1 ? blockStride : {Pixels * FetchedPixelStep} - (block * blockStride);");
            }

            string x = "x", weights = "weights", sourceBlock = HasBlocks ? "(block * blockStride) + " : "", filterBlock = HasBlocks ? "(block * weightBlock) + " : "";
            using (Slices is null ? default(IDisposable) : writer.Open("for (int slice = fromSlice; slice < toSlice; slice++)"))
            {
                if (Slices is not null)
                {
                    string slice = Slices.Step == 1 ? "(front + slice)" : $"(front + (slice * {Slices.Step}))";
                    writer.Line($"ref float xz = ref Unsafe.Add(ref x, {sourceBlock}({slice} * {Slices.Stride}));");
                    writer.Line($"ref float wz = ref Unsafe.Add(ref weights, {filterBlock}{Slices.Weights});");
                    (x, weights, sourceBlock, filterBlock) = ("xz", "wz", "", "");
                }

                using IDisposable loop = writer.Open("for (int tap = from; tap < to; tap++)");
                string row = RowStep == 1 ? "(top + tap)" : $"(top + (tap * {RowStep}))";
                writer.Line($"ref float line = ref Unsafe.Add(ref {x}, {sourceBlock}({row} * lineStride));");
                writer.Line($"ref float filter = ref Unsafe.Add(ref {weights}, {filterBlock}{Row});");
                if (SpreadsStores)
                {
                    string isLast = $"{(HasBlocks ? "block == blocks - 1 && " : "")}{(Slices is null ? "" : "slice == toSlice - 1 && ")}tap == to - 1";
                    writer.Line($"int whole = {isLast} ? {channels} - {LastChannels} : {channels};");
                }

                EmitTaps(writer, isa, channels, unroll);
            }
        }
    }

    private void EmitTaps(CodeWriter writer, Isa isa, string channels, int unroll)
    {
        for (int block = 1; block < TargetBlocks; block++)
        {
            writer.Line($"ref float filter{block} = ref Unsafe.Add(ref filter, {(block == 1 ? "" : $"{block} * ")}filterStride);");
        }

        for (int i = 0; i < Taps.Count; i++)
        {
            bool isLast = SpreadsStores && i == Taps.Count - 1;
            if (channels != $"{unroll}" || isLast)
            {
                EmitLoop(writer, isa, Taps[i], isLast ? "whole" : channels, unroll);
                continue;
            }

            for (int u = 0; u < unroll; u++)
            {
                EmitStep(writer, isa, "line", "filter", Taps[i], u, Taps[i].Weights + (u * WeightChannelStride), 0, Pixels);
            }
        }
    }

    /// <summary>The loop over a tap's channels; references of the method's go along, and stand behind the last of them afterwards.</summary>
    private void EmitLoop(CodeWriter writer, Isa isa, TileTap tap, string channels, int unroll)
    {
        writer.Line("xc = ref line;");
        for (int block = 0; block < TargetBlocks; block++)
        {
            writer.Line($"{OfBlock("wc", block * 16 / Width)} = ref {Isa.At(OfBlock("filter", block * 16 / Width), tap.Weights)};");
        }

        using IDisposable loop = writer.Open($"for (int c = 0; c < {channels}; c += {unroll})");
        for (int u = 0; u < unroll; u++)
        {
            EmitStep(writer, isa, "xc", "wc", tap, u, u * WeightChannelStride, 0, Pixels);
            if (FetchedPixelStep > 0)
            {
                writer.Line($"CacheHint.Prefetch(ref Unsafe.Add(ref line, next + ({(u == 0 ? "c" : $"(c + {u})")} * {FetchedPixelStep})));");
            }
        }

        writer.Line($"xc = ref Unsafe.Add(ref xc, {unroll * SourceChannelStride});");
        for (int block = 0; block < TargetBlocks; block++)
        {
            string weights = OfBlock("wc", block * 16 / Width);
            writer.Line($"{weights} = ref Unsafe.Add(ref {weights}, {unroll * WeightChannelStride});");
        }
    }

    /// <summary>One input channel under one tap: the tile's weights, then every pixel from <paramref name="first"/> up to <paramref name="after"/> that the tap reaches.</summary>
    private void EmitStep(CodeWriter writer, Isa isa, string x, string w, TileTap tap, int channel, int weightOffset, int first, int after)
    {
        for (int v = 0; v < Vectors; v++)
        {
            writer.Line($"w{v} = {OfVector(isa, v).Load(OfBlock(w, v), weightOffset + LaneOf(v))};");
            if (LaneOf(v) == 0 && v * Width / 16 < BlocksAhead && first == 0)
            {
                writer.Line($"CacheHint.Prefetch(ref {Isa.At(OfBlock(w, v), $"ahead + {weightOffset}")});");
            }
        }

        for (int p = first; p < after; p++)
        {
            if (tap.Inputs[p] == TileTap.Outside)
            {
                continue;
            }

            string broadcast = isa.BroadcastAt(x, tap.Inputs[p] + (channel * SourceChannelStride));
            if (Vectors == 1)
            {
                writer.Line($"a0_{p} = {isa.Fma("w0", broadcast, $"a0_{p}")};");
                continue;
            }

            writer.Line($"value = {broadcast};");
            for (int v = 0; v < Vectors; v++)
            {
                Isa own = OfVector(isa, v);
                writer.Line($"a{v}_{p} = {own.Fma($"w{v}", own == isa ? "value" : "value.GetLower()", $"a{v}_{p}")};");
            }
        }
    }
}

/// <summary>The slices of taps of a volume.</summary>
/// <param name="Step">Slices of the source between two slices of taps.</param>
/// <param name="Stride">Floats between two slices of the source.</param>
/// <param name="Weights">C# for the offset of the kernel's slice that the variable slice meets.</param>
internal sealed record TileSlices(int Step, int Stride, string Weights);
