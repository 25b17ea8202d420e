using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The three steps of a Winograd convolution as text, for whichever blocks of tiles and groups of filters a kernel takes together:
/// patches, products, tiles. Their loops are here; what is done in registers has methods of its own, which layers of different sizes share.
/// </summary>
internal sealed class WinogradSteps(CodeWriter writer, Isa isa, WinogradShape shape)
{
    private const int Block = Layout.Block;

    /// <summary>Transforms the patches of the block of tiles named by <paramref name="block"/>.</summary>
    /// <param name="block">Names the block of tiles.</param>
    /// <param name="x">Reference to the first channel of the source.</param>
    /// <param name="patches">Reference to where the first channel's patches go.</param>
    /// <param name="channelBlocks">How many blocks of 16 channels.</param>
    public void EmitPatches(string block, string x, string patches, string channelBlocks)
    {
        ForTiles(block, "patch", patches, halves: false, () =>
        {
            string arguments =
                $"{Affine("tileRow", shape.Rows.Step, -shape.PadTop)}, {shape.Source.Height}, {Affine("tileColumn", shape.Columns.Step * Block, -shape.PadLeft * Block)}, "
                + $"{shape.Source.LineStride}, {channelBlocks}, {shape.Source.BlockStride}, {shape.PatchValueStride}, {shape.BlockStride}";
            ByColumn(
                column =>
                {
                    int left = (column * shape.Columns.Step) - shape.PadLeft;
                    int first = Math.Min(Math.Max(0, -left), shape.Columns.Patch);
                    return (First: first, After: Math.Max(first, Math.Min(shape.Columns.Patch, shape.Source.Width - left)));
                },
                inside => $"{writer.Kernels.NameOf(WinogradInputTileKernel.Create(shape.Rows, shape.Columns, inside.First, inside.After))}(ref {x}, ref patch, {arguments});");
        });
    }

    /// <summary>
    /// Multiplies the blocks of tiles from <c>first</c> up to <c>after</c> with a group of filters, frequency by frequency, so that the filters are read
    /// once from front to back; then transforms the products back while they are in the cache.
    /// </summary>
    /// <param name="group">Names the group of filters.</param>
    /// <param name="filterBlocks">Vectors of 16 filters in it.</param>
    /// <param name="firstPatches">The block of tiles with whose patches the memory begins: 0 or <c>first</c>.</param>
    /// <param name="epilogue">What is done before the store.</param>
    /// <param name="halves">Whether the blocks begin and end at the halves <c>firstHalf</c> and <c>afterHalf</c>, counted in halves of blocks.</param>
    /// <param name="numbered">By how many vectors of filters <paramref name="group"/> counts; those of a group unless given.</param>
    public void EmitGroup(string group, int filterBlocks, string firstPatches, WinogradEpilogue epilogue, bool halves = false, int? numbered = null)
    {
        int counted = numbered ?? shape.GroupBlocks;
        string place = firstPatches == "0" ? "block" : $"(block - {firstPatches})";
        ForFrequencies(group, counted, value =>
        {
            using (writer.Open("for (int block = first; block < after; block++)"))
            {
                writer.Line($"ref float patch = ref Unsafe.Add(ref patches, ({place} * {shape.PatchLength}) + ({value} * {shape.PatchValueStride}));");
                writer.Line($"ref float product = ref Unsafe.Add(ref products, ((block - first) * {shape.ProductLength}) + (frequency * {shape.ProductFrequencyStride}));");
                if (halves)
                {
                    EmitProductsOfHalves(filterBlocks);
                }
                else
                {
                    EmitProducts(filterBlocks, shape.TileBlocks > 1 ? "block - first" : null);
                }
            }
        });

        foreach (string map in epilogue.HasSum ? new[] { "y", "sum" } : ["y"])
        {
            writer.Line($"ref float {map}s = ref Unsafe.Add(ref {map}, {group} * {counted * epilogue.Stored(shape.Target).BlockStride});");
        }

        if (epilogue.HasBias)
        {
            writer.Line($"ref float bs = ref Unsafe.Add(ref bias, {group} * {counted * Block});");
        }

        using (writer.Open("for (int block = first; block < after; block++)"))
        {
            writer.Line($"ref float multiplied = ref Unsafe.Add(ref products, (block - first) * {shape.ProductLength});");
            EmitTiles(filterBlocks, epilogue, halves);
        }
    }

    /// <summary>
    /// The same for all of <c>count</c> pictures, whose patches are there: a frequency's filters are multiplied with every picture before the next.
    /// </summary>
    /// <param name="group">Names the group of filters, which has memory of its own for its products.</param>
    /// <param name="filterBlocks">Vectors of 16 filters in it.</param>
    /// <param name="patchesStride">Floats between the patches of two pictures.</param>
    /// <param name="productsStride">Floats between the products of two pictures.</param>
    /// <param name="targetStride">Floats between two pictures of y.</param>
    /// <param name="epilogue">What is done before the store; no sum.</param>
    public void EmitGroupOfBatch(string group, int filterBlocks, int patchesStride, int productsStride, int targetStride, WinogradEpilogue epilogue)
    {
        string own = $"({group} * {shape.TileBlocks * shape.ProductLength})";
        ForFrequencies(group, shape.GroupBlocks, value =>
        {
            using (writer.Open("for (int picture = 0; picture < count; picture++)"))
            using (writer.Open($"for (int block = 0; block < {shape.TileBlocks}; block++)"))
            {
                writer.Line(
                    $"ref float patch = ref Unsafe.Add(ref patches, ((nint)picture * {patchesStride}) + (block * {shape.PatchLength}) + ({value} * {shape.PatchValueStride}));");
                writer.Line(
                    $"ref float product = ref Unsafe.Add(ref products, ((nint)picture * {productsStride}) + {own} + (block * {shape.ProductLength}) + (frequency * {shape.ProductFrequencyStride}));");
                EmitProducts(filterBlocks, turn: null);
            }
        });

        if (epilogue.HasBias)
        {
            writer.Line($"ref float bs = ref Unsafe.Add(ref bias, {group} * {shape.GroupBlocks * Block});");
        }

        using (writer.Open("for (int picture = 0; picture < count; picture++)"))
        {
            writer.Line($"ref float ys = ref Unsafe.Add(ref y, ((nint)picture * {targetStride}) + ({group} * {shape.GroupBlocks * epilogue.Stored(shape.Target).BlockStride}));");
            using (writer.Open($"for (int block = 0; block < {shape.TileBlocks}; block++)"))
            {
                writer.Line($"ref float multiplied = ref Unsafe.Add(ref products, ((nint)picture * {productsStride}) + {own} + (block * {shape.ProductLength}));");
                EmitTiles(filterBlocks, epilogue);
            }
        }
    }

    /// <summary>
    /// The loop over frequencies, with the group's filters of one as <c>filter</c>. The body gets the name of its first value; where several values make a
    /// frequency, <c>parts</c> says how many.
    /// </summary>
    private void ForFrequencies(string group, int counted, Action<string> body)
    {
        string value = IsInParts ? "value" : "frequency";
        if (IsInParts)
        {
            writer.Line("int value = 0;");
        }

        using (writer.Open($"for (int frequency = 0; frequency < {shape.Frequencies}; frequency++)"))
        {
            if (IsInParts)
            {
                string[] factors = [.. new[] { Parts(shape.Columns, $"frequency / {shape.Rows.Frequencies}"), Parts(shape.Rows, $"frequency % {shape.Rows.Frequencies}") }.OfType<string>()];
                writer.Line($"int parts = {string.Join(" * ", factors)};");
            }

            writer.Line(
                $"ref float filter = ref Unsafe.Add(ref filters, ({group} * {counted * shape.FilterBlockStride}) + ({value} * {shape.FilterValueStride}));");
            body(value);
            if (IsInParts)
            {
                writer.Line("value += parts;");
            }
        }
    }

    /// <summary>C# for the values that make a frequency on one axis; null where it is always one.</summary>
    private static string? Parts(WinogradAxis axis, string frequency)
    {
        int[] single = [.. Enumerable.Range(0, axis.Frequencies).Where(i => axis.Parts[i] == 1)];
        return single.Length == axis.Frequencies ? null : $"({frequency} == {single.Single()} ? 1 : {axis.Parts.Max()})";
    }

    /// <summary>Whether several values make a frequency.</summary>
    private bool IsInParts => shape.Values > shape.Frequencies;

    /// <summary>The products of a block of tiles at one frequency; the last block may have fewer tiles.</summary>
    /// <param name="filterBlocks">Vectors of 16 filters.</param>
    /// <param name="turn">
    /// C# for how many blocks came before with the same filters: each of the first brings one vector's next filters, and memory is busy for as long as the
    /// multipliers are. Null where every call brings all.
    /// </param>
    private void EmitProducts(int filterBlocks, string? turn)
    {
        if (shape.LastTiles == shape.TilesPerBlock)
        {
            EmitProducts(shape.TilesPerBlock, filterBlocks, turn: turn);
            return;
        }

        using (writer.Open($"if (block < {shape.TileBlocks - 1})"))
        {
            EmitProducts(shape.TilesPerBlock, filterBlocks, turn: turn);
        }

        using (writer.Open("else"))
        {
            EmitProducts(shape.LastTiles, filterBlocks, turn: turn);
        }
    }

    /// <summary>The same for a block of which the first or the second half may belong to another share.</summary>
    private void EmitProductsOfHalves(int filterBlocks)
    {
        int half = shape.TilesPerBlock / 2;
        using (writer.Open("if (block * 2 < firstHalf)"))
        {
            EmitProducts(half, filterBlocks, half);
        }

        using (writer.Open("else if ((block * 2) + 2 > afterHalf)"))
        {
            EmitProducts(half, filterBlocks);
        }

        using (writer.Open("else"))
        {
            EmitProducts(shape.TilesPerBlock, filterBlocks);
        }
    }

    private void EmitTiles(int filterBlocks, WinogradEpilogue epilogue, bool halves = false)
    {
        Layout stored = epilogue.Stored(shape.Target);
        ForTiles("block", "product", "multiplied", halves, () =>
        {
            string place = $"(tileRow * {shape.Rows.Size / epilogue.PerStored * stored.LineStride}) + (tileColumn * {shape.Columns.Size / epilogue.PerStored * Block})";
            string references =
                $"ref product, {(epilogue.HasBias ? "ref bs, " : "")}{(epilogue.HasSum ? $"ref Unsafe.Add(ref sums, {place}), " : "")}ref Unsafe.Add(ref ys, {place})";
            string arguments = $"{shape.Target.Height} - (tileRow * {shape.Rows.Size}), {stored.LineStride}, {filterBlocks}, {stored.BlockStride}, {shape.ProductFrequencyStride}, {shape.BlockStride}";
            ByColumn(
                column => Math.Min(shape.Columns.Size, shape.Target.Width - (column * shape.Columns.Size)),
                columns => $"{writer.Kernels.NameOf(new WinogradOutputTileKernel(shape.Rows, shape.Columns, columns, epilogue))}({references}, {arguments});");
        });
    }

    private static string Affine(string variable, int factor, int constant) =>
        constant == 0 ? $"{variable} * {factor}" : constant < 0 ? $"({variable} * {factor}) - {-constant}" : $"({variable} * {factor}) + {constant}";

    private void ForTiles(string block, string name, string origin, bool halves, Action body)
    {
        string last = shape.TileBlocks == 1 ? $"{shape.Tiles}" : $"Math.Min({shape.Tiles}, ({block} + 1) * {shape.TilesPerBlock})";
        string first = $"{block} * {shape.TilesPerBlock}";
        if (halves)
        {
            (first, last) = ($"Math.Max({first}, firstHalf * {shape.TilesPerBlock / 2})", $"Math.Min(({block} + 1) * {shape.TilesPerBlock}, afterHalf * {shape.TilesPerBlock / 2})");
        }

        writer.Line($"int afterTile = {last};");
        using (writer.Open($"for (int tile = {first}; tile < afterTile; tile++)"))
        {
            writer.Line($"int tileRow = tile / {shape.TileColumns}, tileColumn = tile % {shape.TileColumns};");
            writer.Line($"ref float {name} = ref Unsafe.Add(ref {origin}, (tile - ({block} * {shape.TilesPerBlock})) * {Block});");
            body();
        }
    }

    /// <summary>The statement for the tile's column: columns that need the same method share a branch.</summary>
    private void ByColumn<T>(Func<int, T> kind, Func<T, string> call)
    {
        var runs = new List<(int After, T Kind)>();
        for (int column = 0; column < shape.TileColumns; column++)
        {
            T next = kind(column);
            if (runs.Count > 0 && EqualityComparer<T>.Default.Equals(runs[runs.Count - 1].Kind, next))
            {
                runs[runs.Count - 1] = (column + 1, next);
            }
            else
            {
                runs.Add((column + 1, next));
            }
        }

        for (int i = 0; i < runs.Count; i++)
        {
            bool isLast = i == runs.Count - 1;
            using (runs.Count == 1 ? default(IDisposable)
                : writer.Open((i > 0 ? "else" : "") + (isLast ? "" : $"{(i > 0 ? " " : "")}if (tileColumn < {runs[i].After})")))
            {
                writer.Line(call(runs[i].Kind));
            }
        }
    }

    private void EmitProducts(int tiles, int filterBlocks, int firstTile = 0, string? turn = null)
    {
        // A product of matrices is a 1x1 convolution, whose register tiles these are; a sum of several is one with as many rows of taps. Filters are fetched at the distance of the
        // longest frequency, so that each is fetched once although some frequencies have fewer values.
        PackedFilters order = PackedFilters.Create(filterBlocks * Block, shape.Source.Channels, 1, 1, 1, blockedSource: true);
        int vectors = Tiling.ChannelVectors(isa, filterBlocks), lanes = vectors * isa.Width;
        int width = Tiling.TileWidth(tiles, Tiling.MaxPixels(isa, vectors));
        for (int filter = 0; filter < filterBlocks * Block; filter += lanes)
        {
            int block = filter / Block, lane = filter % Block;
            for (int first = firstTile; first < firstTile + tiles; first += width)
            {
                int pixels = Math.Min(width, firstTile + tiles - first);
                var tile = new ConvTileKernel(
                    vectors, pixels, [new TileTap(0, [.. Enumerable.Range(0, pixels).Select(static p => p * Block)])], 1, IsInParts ? "(tap * weightRow)" : TapOrder.Forward.Row("tap", order.RowStride),
                    null, order.ChannelsPerBlock, order.Tail, order.ChannelBlocks > 1, order.ChannelStride,
                    1, Block, HasBias: false, IsScaled: false, Activation: null)
                {
                    Width = isa.Width,
                    TakesWeightRow = IsInParts,
                    BlocksAhead = !shape.StreamsFilters || first > firstTile || isa.Width < 8 ? 0 : turn is null ? Math.Max(1, lanes / Block) : 1,
                };
                string blocks = order.ChannelBlocks > 1 ? $", {order.ChannelBlocks}, {shape.BlockStride}, {order.ChannelBlockStride}" : "";
                string rows = IsInParts ? $"0, 0, parts, {shape.PatchValueStride}, {shape.FilterValueStride}" : "0, 0, 1, 0";
                string vector = turn is null || lanes <= Block ? "" : $" + (Math.Min({(lanes / Block) - 1}, {turn}) * {shape.FilterBlockStride})";
                string ahead = tile.BlocksAhead > 0 ? $", {shape.Parts.Max() * shape.FilterValueStride}{vector}" : "";
                string strides = lanes > Block ? $", {shape.FilterBlockStride}, {shape.BlockStride}" : "";
                writer.Line(
                    $"{writer.Kernels.NameOf(tile)}(ref {Isa.At("patch", first * Block)}, ref {Isa.At("filter", (block * shape.FilterBlockStride) + lane)}, "
                    + $"ref {Isa.At("product", (block * shape.BlockStride) + lane + (first * Block))}, {rows}{blocks}{strides}{ahead});");
            }
        }
    }
}
