using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The inner loops of a blocked weight gradient for one tile of filter vectors x channels x columns of taps, which stays in registers while
/// pictures, rows and columns go by. What differs between layers of equal tiles, the distances in their maps and weights, are arguments,
/// so that a tile is written once for all of them.
/// </summary>
/// <param name="Vectors">Vectors of filters.</param>
/// <param name="Channels">Channels of X.</param>
/// <param name="Taps">Columns of taps.</param>
/// <param name="Exchanged">Whether dY lies under the taps, as in a transposed convolution; else X does.</param>
/// <param name="IsVolume">Whether there are slices.</param>
/// <param name="RowStride">Rows of the map under the taps between two rows of the other.</param>
/// <param name="SliceStride">Slices of the one between two slices of the other.</param>
/// <param name="ColumnStride">Columns of the one between two columns of the other.</param>
/// <param name="TapStep">Columns between two columns of taps.</param>
/// <param name="SourcePixel">Floats between two pixels of X.</param>
/// <param name="SourceChannel">Floats between two channels of X.</param>
/// <param name="GradientPixel">Floats between two pixels of dY.</param>
/// <param name="FilterChannel">Floats between the weights of two channels.</param>
/// <param name="FilterColumn">Floats between the weights of two columns of taps; 0 where there is one.</param>
internal sealed record WeightGradientTileKernel(
    int Vectors,
    int Channels,
    int Taps,
    bool Exchanged,
    bool IsVolume,
    int RowStride,
    int SliceStride,
    int ColumnStride,
    int TapStep,
    int SourcePixel,
    int SourceChannel,
    int GradientPixel,
    int FilterChannel,
    int FilterColumn) : Kernel
{
    public override string Name => $"WeightGradientTile_{Vectors}x{Channels}Channels{(Taps > 1 ? $"x{Taps}" : "")}";

    public override EquatableArray<string> Parameters => ["x", "dy", "gradient"];

    public override bool TakesCount => true;

    private int TappedPixel => Exchanged ? GradientPixel : SourcePixel;

    private int OtherPixel => Exchanged ? SourcePixel : GradientPixel;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"dW of {Vectors * isa.Width} filters x {Channels} channels{(Taps > 1 ? $" x {Taps} columns of taps" : "")}.");
        writer.Line(Optimized);
        string slices = IsVolume ? "int front, int fromSlice, int toSlice, " : "", sliceStrides = IsVolume ? "nint sourceSlice, nint gradientSlice, " : "";
        using (writer.Open(
            $"private static void {name}(ref float x, ref float dy, ref float gradient, int count, {slices}int top, int from, int to, int first, int left, int right,"
            + $" nint sourceStride, nint gradientStride, {sliceStrides}nint sourceLine, nint gradientLine, nint gradientBlock, nint filterBlock)"))
        {
            (int V, int C, int T)[] all =
            [
                .. from v in Enumerable.Range(0, Vectors) from c in Enumerable.Range(0, Channels) from t in Enumerable.Range(0, Taps) select (v, c, t),
            ];
            string Target(int v) => OfBlock(isa, "gradient", v);
            int TargetOffset(int v, int c, int t) => LaneOf(isa, v) + (c * FilterChannel) + (t * FilterColumn);
            EmitBlocks(writer, isa, "gradient", "filterBlock");
            foreach ((int v, int c, int t) in all)
            {
                writer.Line($"{isa.Type} {Accumulator(v, c, t)} = {isa.Load(Target(v), TargetOffset(v, c, t))};");
            }

            if (Vectors > 1)
            {
                writer.Line($"{isa.Type} value;");
            }

            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            using (IsVolume ? writer.Open("for (int slice = fromSlice; slice < toSlice; slice++)") : default(IDisposable))
            using (writer.Open("for (int row = from; row < to; row++)"))
            {
                EmitLine(writer, isa);
            }

            foreach ((int v, int c, int t) in all)
            {
                writer.Line(isa.Store(Accumulator(v, c, t), Target(v), TargetOffset(v, c, t)));
            }
        }
    }

    private string Accumulator(int v, int c, int t) => $"a{v}_{c}" + (Taps > 1 ? $"_{t}" : "");

    /// <summary>The name of a reference for the block of 16 filters that vector <paramref name="v"/> is in.</summary>
    private static string OfBlock(Isa isa, string reference, int v) => v * isa.Width / 16 == 0 ? reference : $"{reference}{v * isa.Width / 16}";

    private static int LaneOf(Isa isa, int v) => v * isa.Width % 16;

    /// <summary>References for the further blocks of 16 filters.</summary>
    private void EmitBlocks(CodeWriter writer, Isa isa, string reference, string stride)
    {
        for (int block = 1; block * 16 < Vectors * isa.Width; block++)
        {
            writer.Line($"ref float {reference}{block} = ref Unsafe.Add(ref {reference}, {(block == 1 ? "" : $"{block} * ")}{stride});");
        }
    }

    private void EmitLine(CodeWriter writer, Isa isa)
    {
        (string tapped, string other) = Exchanged ? ("gradient", "source") : ("source", "gradient");
        string underTaps = $"({Under("top", "row", RowStride)} * {tapped}Line) + (left * {ColumnStride * TappedPixel}) + (first * {TappedPixel})";
        string around = $"(row * {other}Line) + (left * {OtherPixel})";
        if (IsVolume)
        {
            underTaps = $"({Under("front", "slice", SliceStride)} * {tapped}Slice) + {underTaps}";
            around = $"(slice * {other}Slice) + {around}";
        }

        writer.Line($"ref float xp = ref Unsafe.Add(ref x, (picture * sourceStride) + {(Exchanged ? around : underTaps)});");
        writer.Line($"ref float dyp = ref Unsafe.Add(ref dy, (picture * gradientStride) + {(Exchanged ? underTaps : around)});");
        EmitBlocks(writer, isa, "dyp", "gradientBlock");
        using (writer.Open("for (int column = left; column < right; column++)"))
        {
            EmitPixel(writer, isa);
            writer.Line($"xp = ref Unsafe.Add(ref xp, {(Exchanged ? OtherPixel : ColumnStride * TappedPixel)});");
            for (int block = 0; block * 16 < Vectors * isa.Width; block++)
            {
                string dyp = block == 0 ? "dyp" : $"dyp{block}";
                writer.Line($"{dyp} = ref Unsafe.Add(ref {dyp}, {(Exchanged ? ColumnStride * TappedPixel : OtherPixel)});");
            }
        }
    }

    private static string Under(string first, string turn, int stride) => stride == 1 ? $"({first} + {turn})" : $"({first} + ({turn} * {stride}))";

    /// <summary>One pixel: a vector of dY serves all taps and channels, or where it lies under a tap, the channels.</summary>
    private void EmitPixel(CodeWriter writer, Isa isa)
    {
        int tapStep = TapStep * TappedPixel;
        (int C, int T)[] steps =
        [
            .. Exchanged
                ? from t in Enumerable.Range(0, Taps) from c in Enumerable.Range(0, Channels) select (c, t)
                : from c in Enumerable.Range(0, Channels) from t in Enumerable.Range(0, Taps) select (c, t),
        ];
        foreach ((int c, int t) in steps)
        {
            if (c == 0 && (t == 0 || Exchanged))
            {
                for (int v = 0; v < Vectors; v++)
                {
                    writer.Line($"{(t == 0 ? isa.Type + " " : "")}dy{v} = {isa.Load(OfBlock(isa, "dyp", v), LaneOf(isa, v) + (t * tapStep))};");
                }
            }

            string x = isa.BroadcastAt("xp", (c * SourceChannel) + (Exchanged ? 0 : t * tapStep));
            if (Vectors == 1)
            {
                writer.Line($"{Accumulator(0, c, t)} = {isa.Fma("dy0", x, Accumulator(0, c, t))};");
                continue;
            }

            writer.Line($"value = {x};");
            for (int v = 0; v < Vectors; v++)
            {
                writer.Line($"{Accumulator(v, c, t)} = {isa.Fma($"dy{v}", "value", Accumulator(v, c, t))};");
            }
        }
    }
}
