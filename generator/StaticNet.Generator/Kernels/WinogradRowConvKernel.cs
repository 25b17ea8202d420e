using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A convolution F(m, r) over rows, strip by strip: the rows that a strip reads are transformed, then for every group of filters and every tile of
/// columns the products of all frequencies are made by the tiles of the direct kernel and transformed back, so that they stay in the first-level cache.
/// </summary>
/// <param name="Label">Start of the method's name.</param>
/// <param name="Shape">The division into strips.</param>
/// <param name="Epilogue">What is done before the store.</param>
internal sealed record WinogradRowConvKernel(string Label, WinogradRowShape Shape, WinogradEpilogue Epilogue) : Kernel
{
    /// <summary>Units into which a map is cut at least, where it has so many strips: each has memory of its own.</summary>
    private const int MostUnits = 32;

    public override string Name =>
        $"{Label}_Rows{Shape.Size}_{Shape.Source.Sizes}_To_{Shape.Target.Sizes}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["x", "filters", .. Epilogue.Parameters, "rows", "products", "y"];

    public override long Work =>
        (long)Shape.Frequencies * Strips * Shape.Columns.Count * Shape.Source.Channels * Shape.Columns.Outputs * Shape.Target.Blocks * Layout.Block;

    public override int Units => SplitInto(AllUnits);

    /// <summary>Floats of the memory for transformed rows.</summary>
    public int RowsLength => AllUnits * Shape.Rows.Length;

    /// <summary>Floats of the memory for products.</summary>
    public int ProductsLength => AllUnits * LengthOfProducts;

    /// <summary>Of a tile: the widest of any instruction set.</summary>
    private int LengthOfProducts => Isa.All.Max(isa => Groups(isa).Max(group => Shape.Frequencies * group.Blocks * group.Pixels * Layout.Block));

    /// <summary>What is stored.</summary>
    private Layout Target => Epilogue.Stored(Shape.Target);

    /// <summary>Rows and columns that must be computed.</summary>
    private int OutputRows => Target.Height * RowsOfTarget;

    private int OutputColumns => Target.Width * RowsOfTarget;

    private int RowsOfTarget => Epilogue.PerStored;

    private int Strips => (OutputRows + Shape.Size - 1) / Shape.Size;

    private int UnitStrips => (Strips + MostUnits - 1) / MostUnits;

    private int AllUnits => (Strips + UnitStrips - 1) / UnitStrips;

    /// <summary>Whether the last strip has fewer rows than the others.</summary>
    private bool EndsInPart => OutputRows % Shape.Size != 0;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Shape.Source.Tuple} -> {Target.Tuple}, by {Shape.Title}: {Strips} strips{Epilogue.PoolComment}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            string first = "0", end = $"{Strips}";
            if (Units > 1)
            {
                writer.Line($"rows = ref Unsafe.Add(ref rows, from * {Shape.Rows.Length});");
                writer.Line($"products = ref Unsafe.Add(ref products, from * {LengthOfProducts});");
                (first, end) = UnitStrips == 1 ? ("from", "to") : ($"from * {UnitStrips}", $"Math.Min({Strips}, to * {UnitStrips})");
            }

            using (writer.Open($"for (int strip = {first}; strip < {end}; strip++)"))
            {
                int last = ((Strips - 1) * Shape.Size) - Shape.PadTop + Shape.Frequencies;
                var input = new WinogradRowInputKernel(Shape.Size, Shape.Filters.Rows, Shape.Source, Shape.Rows, Shape.PadTop > 0 || last > Shape.Source.Height);
                string top = $"strip * {Shape.Size}";
                writer.Line($"{writer.Kernels.NameOf(input)}(ref x, ref rows, {(Shape.PadTop == 0 ? top : $"({top}) - {Shape.PadTop}")});");
                if (EndsInPart)
                {
                    writer.Line($"int lines = Math.Min({Shape.Size}, {OutputRows} - ({top}));");
                }

                int line = Shape.Size / RowsOfTarget * Target.LineStride, block = 0;
                foreach (Group group in Groups(isa))
                {
                    using (group.Count > 1 ? writer.Open($"for (int group = 0; group < {group.Count}; group++)") : writer.Open())
                    {
                        string Offset(int stride) => group.Count > 1 ? $"group * {group.Blocks * stride}" : $"{block * stride}";
                        writer.Line($"ref float ws = ref Unsafe.Add(ref filters, {Offset(Shape.Transformed.FilterBlockStride)});");
                        if (Epilogue.HasBias)
                        {
                            writer.Line($"ref float bs = ref Unsafe.Add(ref bias, {Offset(Layout.Block)});");
                        }

                        foreach (string map in Maps)
                        {
                            writer.Line($"ref float {map}s = ref Unsafe.Add(ref {map}, ({Offset(Target.BlockStride)}) + (strip * {line}));");
                        }

                        EmitTiles(writer, group);
                    }

                    block += group.Count * group.Blocks;
                }
            }
        }
    }

    /// <summary>What lies as the target does.</summary>
    private string[] Maps => Epilogue.HasSum ? ["sum", "y"] : ["y"];

    /// <summary>The tiles of a strip; neighbours that leave out the same taps share a loop.</summary>
    private void EmitTiles(CodeWriter writer, Group group)
    {
        int xStep = Shape.Columns.Stride * Shape.Source.PixelStride;
        for (int first = 0; first < OutputColumns;)
        {
            int pixels = Math.Min(group.Pixels, OutputColumns - first), tiles = 1;
            ConvTileKernel tile = Tile(group, first, pixels);
            while (first + ((tiles + 1) * pixels) <= OutputColumns && pixels == group.Pixels && tile == Tile(group, first + (tiles * pixels), pixels))
            {
                tiles++;
            }

            using (tiles > 1 ? writer.Open($"for (int column = {first}; column < {first + (tiles * pixels)}; column += {pixels})") : writer.Open())
            {
                string At(int step) => tiles > 1 ? $"column * {step}" : $"{first * step}";
                writer.Line($"ref float xs = ref Unsafe.Add(ref rows, {At(xStep)});");
                EmitProducts(writer, group, tile);
                var output = new WinogradRowOutputKernel(Shape.Size, Shape.Filters.Rows, pixels, group.Blocks, EndsInPart, Target, Epilogue);
                string target = Epilogue.Pooled is null ? At(Layout.Block) : tiles > 1 ? $"column * {Layout.Block / 2}" : $"{first * Layout.Block / 2}";
                string parameters = $"{(Epilogue.HasBias ? "ref bs, " : "")}{string.Join(", ", Maps.Select(map => $"ref Unsafe.Add(ref {map}s, {target})"))}";
                writer.Line($"{writer.Kernels.NameOf(output)}(ref products, {parameters}{(EndsInPart ? ", lines" : "")});");
            }

            first += tiles * pixels;
        }
    }

    /// <summary>The products of a tile: at every frequency it is one row of taps, with a row of filters of its own.</summary>
    private void EmitProducts(CodeWriter writer, Group group, ConvTileKernel tile)
    {
        int channels = tile.Vectors * tile.Width, ofFrequency = group.Blocks * tile.Pixels * Layout.Block;
        writer.Line("const int top = 0;");
        using (writer.Open($"for (int firstTap = 0; firstTap < {Shape.Frequencies}; firstTap++)"))
        using (channels >= Layout.Block || group.EndsInHalf ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < {Layout.Block}; lane += {channels})"))
        {
            string lane = channels >= Layout.Block || group.EndsInHalf ? "" : " + lane";
            writer.Line("int endTap = firstTap + 1;");
            Layout products = new(LayoutKind.Blocked, group.Blocks * Layout.Block, 1, tile.Pixels, tile.Pixels);
            writer.Line(
                $"{writer.Kernels.NameOf(tile)}(ref xs, ref {(lane.Length == 0 ? "ws" : "Unsafe.Add(ref ws, lane)")}, ref Unsafe.Add(ref products, (firstTap * {ofFrequency}){lane})"
                + $"{tile.Arguments(Shape.Rows, products, Shape.Transformed, Shape.Filters.ChannelBlocks)});");
        }
    }

    private ConvTileKernel Tile(Group group, int first, int pixels)
    {
        PackedFilters filters = Shape.Transformed;
        TapAxis columns = Shape.Columns;
        IEnumerable<TileTap> taps = Enumerable.Range(0, columns.Count)
            .Where(tap => Enumerable.Range(first, pixels).Any(output => columns.IsInside(output, tap)))
            .Select(tap => new TileTap(
                tap * filters.ColumnStride,
                [.. Enumerable.Range(0, pixels).Select(p => columns.IsInside(first + p, tap)
                    ? ((p * columns.Stride) + columns.First + (tap * columns.Step)) * Shape.Rows.PixelStride
                    : TileTap.Outside)]));
        return new ConvTileKernel(
            group.Vectors, pixels, taps.ToEquatableArray(), 1, $"(tap * {filters.RowStride})", null, filters.ChannelsPerBlock, filters.Tail, filters.ChannelBlocks > 1,
            filters.ChannelStride, Shape.Rows.ChannelStride, Layout.Block, HasBias: false, IsScaled: false, Activation: null)
        {
            Width = group.Width,
            EndsInHalf = group.EndsInHalf,
        };
    }

    /// <summary>As the direct kernel groups them: if the last block of filters is at most half full, a vector of half a block ends with it.</summary>
    private IEnumerable<Group> Groups(Isa isa)
    {
        int blocks = Shape.Target.Blocks, vectors = Tiling.ChannelVectors(isa, blocks), ofGroup = Math.Max(1, vectors * isa.Width / Layout.Block);
        bool endsInHalf = isa.Width >= 8 && Shape.Target.Channels % Layout.Block is > 0 and <= 8;
        int whole = endsInHalf ? (blocks - 1) / ofGroup : blocks / ofGroup, rest = blocks - (whole * ofGroup);
        if (whole > 0)
        {
            yield return Group.Of(isa, whole, ofGroup, vectors, Pixels(isa, vectors), false);
        }

        if (rest > 0)
        {
            int channels = (rest * Layout.Block) - (endsInHalf ? 8 : 0);
            Isa restIsa = channels < isa.Width ? isa.Halves : isa;
            int restVectors = (channels + restIsa.Width - 1) / restIsa.Width;
            yield return Group.Of(restIsa, 1, rest, restVectors, Pixels(restIsa, restVectors), endsInHalf);
        }
    }

    /// <summary>Pixels of a tile, pairs of them where pairs are pooled.</summary>
    private int Pixels(Isa isa, int vectors)
    {
        int pixels = Tiling.TileWidth(OutputColumns, Tiling.MaxPixels(isa, vectors));
        return Epilogue.Pooled is null ? pixels : (pixels + 1) / 2 * 2;
    }

    /// <summary>Groups of filters that are multiplied alike.</summary>
    /// <param name="Count">How many follow each other.</param>
    /// <param name="Blocks">Blocks of 16 filters of each.</param>
    /// <param name="Vectors">Vectors of filters of a tile.</param>
    /// <param name="Width">Floats of a vector.</param>
    /// <param name="Pixels">Pixels of a tile.</param>
    /// <param name="EndsInHalf">Whether the last block has filters in its first half alone.</param>
    private sealed record Group(int Count, int Blocks, int Vectors, int Width, int Pixels, bool EndsInHalf)
    {
        public static Group Of(Isa isa, int count, int blocks, int vectors, int pixels, bool endsInHalf) => new(count, blocks, vectors, isa.Width, pixels, endsInHalf);
    }
}
