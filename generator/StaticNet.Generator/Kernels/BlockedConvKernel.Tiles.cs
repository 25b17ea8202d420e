using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <content>The text of its loops.</content>
internal sealed partial record BlockedConvKernel
{
    /// <summary>The code for one width of channel group: the loops over rows and tiles.</summary>
    private sealed class Tiles
    {
        private readonly BlockedConvKernel kernel;
        private readonly Isa isa;
        private readonly int vectors;
        private readonly bool endsInHalf;
        private readonly List<(int First, int Pixels, int Tiles)> runs = [];

        /// <summary>Tiles of the full width. Those behind have one pixel less, where a single tile would have few: the last one otherwise.</summary>
        private readonly int wide;

        public Tiles(BlockedConvKernel kernel, Isa isa, int vectors, bool endsInHalf = false)
        {
            this.kernel = kernel;
            this.endsInHalf = endsInHalf;
            this.isa = isa;
            this.vectors = vectors;
            int outputs = kernel.InnerColumns.Outputs;
            Width = Tiling.TileWidth(outputs, Tiling.MaxPixels(isa, vectors), canEndInHalf: kernel.IsFlat);
            int tiles = (outputs + Width - 1) / Width;
            wide = kernel.IsFlat && 2 * (outputs % Width) < Width ? outputs - (tiles * (Width - 1)) : tiles;

            // Neighbouring tiles that leave out the same taps share a method.
            for (int tile = 0; tile < tiles; tile++)
            {
                int first = ColumnOf(tile), pixels = Math.Min(outputs, ColumnOf(tile + 1)) - first;
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

        /// <summary>Pixels of the widest tiles.</summary>
        public int Width { get; }

        private int ColumnOf(int tile) => (tile * (Width - 1)) + Math.Min(tile, wide);

        /// <summary>C# for the column where the tile named by <paramref name="tile"/> begins.</summary>
        private string ColumnOf(string tile) => AllTiles == wide ? $"{tile} * {Width}" : $"({tile} * {Width - 1}) + Math.Min({tile}, {wide})";

        /// <summary>Tiles of a row.</summary>
        private int AllTiles => runs.Sum(static run => run.Tiles);

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

        /// <param name="writer">Where to.</param>
        /// <param name="group">C# for the group of channels.</param>
        /// <param name="firstChannel">Where it begins, if that is not as many groups of this width further.</param>
        /// <param name="range">C# for the first row, or slice of a volume, and the end; all of them unless given.</param>
        public void EmitRows(CodeWriter writer, string group, int firstChannel = 0, (string First, string End)? range = null)
        {
            if (!kernel.IsVolume)
            {
                EmitRows(writer, group, firstChannel, slice: "", range ?? ("0", $"{kernel.OuterRows.Outputs * kernel.PartsOfRow}"));
                return;
            }

            TapAxis slices = kernel.Slices;
            (string first, string end) = range ?? ("0", $"{slices.Outputs}");
            using (writer.Open($"for (int slice = {first}; slice < {end}; slice++)"))
            {
                if (kernel.HasTaps)
                {
                    writer.Line($"int front = {Affine("slice", slices.Stride, slices.First)};");
                    writer.Line($"int fromSlice = {slices.FirstInside("front")};");
                    writer.Line($"int toSlice = {slices.AfterInside("front")};");
                }

                foreach (string map in Maps)
                {
                    writer.Line($"ref float {map}z = ref Unsafe.Add(ref {map}, slice * {kernel.TargetStepZ * kernel.Target.SliceStride});");
                }

                EmitRows(writer, group, firstChannel, "z", ("0", $"{kernel.OuterRows.Outputs}"));
            }
        }

        /// <summary>What the tile reads or writes at its place in the target.</summary>
        private string[] Maps => kernel.HasSum ? ["sum", "y"] : ["y"];

        /// <summary>
        /// Blocks of input channels that are taken together. A tile of AVX2 is so small that it uses a vector of filters for six multiply-adds, and
        /// would wait for them if they came from the second-level cache for every tile: all tiles are then taken with the first channels, and
        /// again with the next, and the target holds the sums meanwhile. So are those of AVX-512 where a group's filters would leave that cache between two rows; they then come
        /// from memory as slowly as all rows use them up, instead of all during the first.
        /// </summary>
        private int BlocksOfPart()
        {
            PackedFilters filters = kernel.Filters;
            int all = filters.ChannelBlocks;
            bool isLarge = vectors * isa.Width * filters.Range * filters.Taps > LargeGroup;
            bool hasParts = (isa.Width == 8 ? !isa.IsHalved : isa.Width == WidestVector && isLarge) && kernel.HasTaps && !filters.IsGrouped && !kernel.IsVolume && !(kernel.HasSum && kernel.IsScaled)
                && AllTiles * kernel.OuterRows.Outputs >= FewestTiles;
            return hasParts ? Math.Min(all, Math.Max(1, CachedVectors / (vectors * filters.ChannelsPerBlock * filters.Taps))) : all;
        }

        /// <summary>The rows of a map, or of the slice to which the references end in <paramref name="slice"/>.</summary>
        private void EmitRows(CodeWriter writer, string group, int firstChannel, string slice, (string First, string End) range)
        {
            int blocks = kernel.Filters.ChannelBlocks, ofPart = BlocksOfPart(), parts = (blocks + ofPart - 1) / ofPart, last = (parts - 1) * ofPart;
            int toNextPart = ofPart * kernel.Filters.ChannelBlockStride;
            if (parts == 1)
            {
                EmitRows(writer, group, firstChannel, slice, range, new ChannelPart("0", blocks, true, true, ToNextGroup(0)));
                return;
            }

            EmitRows(writer, group, firstChannel, slice, range, new ChannelPart("0", ofPart, true, false, toNextPart));
            if (parts > 2)
            {
                using (writer.Open($"for (int inputPart = 1; inputPart < {parts - 1}; inputPart++)"))
                {
                    EmitRows(writer, group, firstChannel, slice, range, new ChannelPart($"inputPart * {ofPart}", ofPart, false, false, toNextPart));
                }
            }

            EmitRows(writer, group, firstChannel, slice, range, new ChannelPart($"{last}", blocks - last, false, true, ToNextGroup(last)));
        }

        /// <summary>Floats from the filters for a block of input channels to the next group's first.</summary>
        private int ToNextGroup(int channelBlock) =>
            (Math.Max(1, vectors * isa.Width / 16) * kernel.Filters.FilterBlockStride) - (channelBlock * kernel.Filters.ChannelBlockStride);

        private void EmitRows(CodeWriter writer, string group, int firstChannel, string slice, (string First, string End) range, ChannelPart part)
        {
            TapAxis rows = kernel.OuterRows;
            int partsOfRow = kernel.IsVolume ? 1 : kernel.PartsOfRow;
            bool isWhole = range.First == "0" || partsOfRow == 1;
            using (kernel.IsFlat ? writer.Open()
                : writer.Open(isWhole ? $"for (int row = {range.First}; row < {(range.First == "0" ? $"{rows.Outputs}" : range.End)}; row++)"
                : $"for (int part = {range.First}; part < {range.End}; part++)"))
            {
                if (kernel.IsFlat)
                {
                    writer.Line("const int row = 0;");
                }
                else if (!isWhole)
                {
                    writer.Line($"int row = part / {partsOfRow};");
                }

                if (!isWhole)
                {
                    (string from, string to) = kernel.IsFlat ? (range.First, range.End) : ($"(part % {partsOfRow})", $"((part % {partsOfRow}) + 1)");
                    string scale = AllTiles % partsOfRow == 0 ? $"* {AllTiles / partsOfRow}" : $"* {AllTiles} / {partsOfRow}";
                    writer.Line($"int fromTile = {from} {scale}, toTile = {to} {scale};");
                    writer.Line($"int fromColumn = {ColumnOf("fromTile")}, toColumn = {ColumnOf("toTile")};");
                }

                if (kernel.HasTaps)
                {
                    writer.Line($"int top = {Affine("row", rows.Stride, rows.First)};");
                    writer.Line($"int firstTap = {rows.FirstInside("top")};");
                    writer.Line($"int endTap = {rows.AfterInside("top")};");
                }

                string start = !kernel.Filters.IsGrouped ? "x"
                    : $"Unsafe.Add(ref x, starts[{(firstChannel > 0 ? $"{firstChannel / 16}" : vectors * isa.Width == 16 ? group : $"{group} / {16 / (vectors * isa.Width)}")}])";
                string filters = GroupOffset(group, kernel.Filters.FilterBlockStride, firstChannel);
                if (!part.IsFirst)
                {
                    start = Isa.At("x", $"{part.First} * {kernel.Source.BlockStride}");
                    filters = $"{filters} + ({part.First} * {kernel.Filters.ChannelBlockStride})";
                }

                writer.Line($"ref float xs = ref {start};");
                writer.Line($"ref float ws = ref {Isa.At("weights", filters)};");
                foreach (string parameter in part.ChannelParameters(kernel))
                {
                    writer.Line($"ref float {Epilogues.Local(parameter)}s = ref {Isa.At(parameter, GroupOffset(group, 16, firstChannel))};");
                }

                string target = GroupOffset(group, kernel.Target.BlockStride, firstChannel);
                string line = $"row * {kernel.TargetStepY * kernel.Target.LineStride}";
                foreach (string map in part.IsFirst ? Maps : ["y"])
                {
                    writer.Line($"ref float {map}s = ref {Isa.At(map + slice, target == "0" ? line : $"({target}) + ({line})")};");
                }

                EmitTiles(writer, isWhole, part);
            }
        }

        /// <summary>The tiles of a row, or those from the variable fromColumn up to toColumn, between two tiles both.</summary>
        private void EmitTiles(CodeWriter writer, bool isWhole, ChannelPart part)
        {
            int xStep = kernel.Columns.Stride * kernel.Source.PixelStride, yStep = kernel.TargetStepX * kernel.Target.PixelStride;
            foreach ((int first, int pixels, int tiles) in runs)
            {
                int end = first + (tiles * pixels);
                if (tiles == 1)
                {
                    using (isWhole ? default(IDisposable) : writer.Open($"if (fromColumn <= {first} && {first} < toColumn)"))
                    {
                        EmitCall(writer, first, pixels, $"{first}", $"{first * xStep}", $"{first * yStep}", part);
                    }

                    continue;
                }

                (string from, string to) = isWhole ? ($"{first}", $"{end}") : ($"Math.Max({first}, fromColumn)", $"Math.Min({end}, toColumn)");
                using (writer.Open($"for (int column = {from}; column < {to}; column += {pixels})"))
                {
                    EmitCall(writer, first, pixels, "column", $"column * {xStep}", $"column * {yStep}", part);
                }
            }
        }

        private static string Affine(string variable, int factor, int constant)
        {
            string product = factor == 1 ? variable : $"({variable} * {factor})";
            return constant == 0 ? product : constant < 0 ? $"{product} - {-constant}" : $"{product} + {constant}";
        }

        private void EmitCall(CodeWriter writer, int first, int pixels, string column, string x, string y, ChannelPart part)
        {
            ConvTileKernel tile = part.Of(TileAt(first, pixels));
            if (isa.Width == 8 && kernel.IsFlat && AllTiles <= MostTilesAhead && !kernel.Filters.IsGrouped && kernel.Filters.Length > FewFilters)
            {
                // All tiles of a small map together bring the next filters, a line for every channel: spread so, that costs tiles of AVX2 nothing.
                int lines = (Layout.Block + AllTiles - 1) / AllTiles;
                Call(tile with { LinesAhead = lines }, $", {part.ToNext} + ({column} * {lines * part.Blocks} / {Width} * {Layout.Block})");
                return;
            }

            int blocks = Math.Max(1, vectors * isa.Width / 16);
            if (isa.Width < WidestVector || !kernel.HasTaps || (part.IsAll && !kernel.StreamsFilters))
            {
                Call(tile, "");
                return;
            }

            // The first row, or tile of a map that is one row, brings the first block of the next group's filters, the second the second: spread over a pass each, that is
            // no more than memory gives.
            string pass = kernel.IsFlat ? $"({column} / {Width})" : "row";
            using (writer.Open($"if ({pass} < {blocks})"))
            {
                Call(tile with { BlocksAhead = 1 }, $", {part.ToNext} + ({pass} * {kernel.Filters.FilterBlockStride})");
            }

            using (writer.Open("else"))
            {
                Call(tile, "");
            }

            void Call(ConvTileKernel tile, string ahead)
            {
                string parameters = string.Concat(part.ChannelParameters(kernel).Select(static parameter => $"ref {Epilogues.Local(parameter)}s, "));
                string[] maps = part.IsFirst ? Maps : ["y", "y"];
                writer.Line(
                    $"{writer.Kernels.NameOf(tile)}(ref {Isa.At("xs", x)}, ref ws, {parameters}{string.Join(", ", maps.Select(map => $"ref {Isa.At(map + "s", y)}"))}"
                    + $"{tile.Arguments(kernel.Source, kernel.Target, kernel.Filters, part.Blocks)}{ahead});");
            }
        }

        private bool SameTaps(int first, int other, int pixels)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int tap = 0; tap < kernel.Columns.Count; tap++)
                {
                    if (kernel.InnerColumns.IsInside(first + pixel, tap) != kernel.InnerColumns.IsInside(other + pixel, tap))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        /// <summary>The tile of so many pixels from a column on; pixel offsets count from that column's place.</summary>
        private ConvTileKernel TileAt(int first, int pixels)
        {
            PackedFilters filters = kernel.Filters;
            TapAxis columns = kernel.InnerColumns;
            IEnumerable<TileTap> taps = !kernel.HasTaps ? [] : Enumerable.Range(0, columns.Count)
                .Where(tap => Enumerable.Range(first, pixels).Any(output => columns.IsInside(output, tap)))
                .Select(tap => new TileTap(
                    kernel.Order.Column(tap) * filters.ColumnStride,
                    [.. Enumerable.Range(0, pixels).Select(p => columns.IsInside(first + p, tap)
                        ? ((p * columns.Stride) + columns.First + (tap * columns.Step)) * kernel.Source.PixelStride
                        : TileTap.Outside)]));
            return new ConvTileKernel(
                vectors, pixels, taps.ToEquatableArray(), kernel.Rows.Step, kernel.Order.Row("tap", filters.RowStride),
                kernel.IsVolume ? new TileSlices(kernel.Slices.Step, kernel.Source.SliceStride, kernel.Order.Slice("slice", filters.SliceStride)) : null,
                filters.ChannelsPerBlock, filters.Tail, filters.ChannelBlocks > 1,
                filters.ChannelStride, kernel.Source.ChannelStride, kernel.TargetStepX * kernel.Target.PixelStride, kernel.HasBias, kernel.IsScaled,
                kernel.Activation)
            {
                Width = isa.Width,
                MayBeOutside = !kernel.Slices.ReachesAll || !kernel.OuterRows.ReachesAll,
                HasSum = kernel.HasSum,
                EndsInHalf = endsInHalf,
                FetchedPixelStep = kernel.FetchesSource && isa.Width >= WidestVector ? columns.Stride * kernel.Source.PixelStride : 0,
                FetchesTarget = kernel.Target.Length > CachedTarget && isa.Width >= WidestVector,
            };
        }
    }

    /// <summary>Some of the input channels: the sums begin with the first of them and are complete with the last.</summary>
    /// <param name="First">C# for their first block.</param>
    /// <param name="Blocks">How many blocks they are.</param>
    /// <param name="IsFirst">Whether no channels come before.</param>
    /// <param name="IsLast">Whether none follow.</param>
    /// <param name="ToNext">Floats from their filters to those taken next.</param>
    private sealed record ChannelPart(string First, int Blocks, bool IsFirst, bool IsLast, int ToNext)
    {
        /// <summary>Whether these are all channels.</summary>
        public bool IsAll => IsFirst && IsLast;

        /// <summary>The tile for these channels, of that for all of them.</summary>
        public ConvTileKernel Of(ConvTileKernel tile) => IsAll ? tile : tile with
        {
            HasBlocks = Blocks > 1,
            ChannelsPerBlock = IsLast && Blocks == 1 && tile.Tail > 0 ? tile.Tail : tile.ChannelsPerBlock,
            Tail = IsLast && Blocks > 1 ? tile.Tail : 0,
            HasBias = tile.HasBias && IsFirst,
            IsScaled = tile.IsScaled && IsLast,
            Activation = IsLast ? tile.Activation : null,
            HasSum = tile.HasSum || !IsFirst,
            BeginsWithSum = tile.HasSum || !IsFirst,
        };

        public string[] ChannelParameters(BlockedConvKernel kernel) => Epilogues.Parameters(kernel.HasBias && IsFirst, kernel.IsScaled && IsLast);
    }
}
