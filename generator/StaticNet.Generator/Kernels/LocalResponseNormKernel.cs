using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;
using LocalResponseNorm = StaticNet.Generator.Layers.LocalResponseNorm;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Local response normalisation: scale = k + a * sum of squares over neighbouring channels, y = x * scale^-beta. In rows a channel's
/// neighbours lie a plane apart. In blocks of channels the squares of a few pixels are written in channel order first, with zeros at
/// both ends, so that a window is as many loads at neighbouring places, over all block borders.
/// </summary>
/// <param name="Map">Layout of x and y, and of the scale that the backward pass reads.</param>
/// <param name="Norm">Window, factor, exponent and constant.</param>
/// <param name="KeepsScale">Whether the scale is stored.</param>
internal sealed record LocalResponseNormKernel(Layout Map, LocalResponseNorm Norm, bool KeepsScale) : Kernel
{
    public override string Name => $"LocalResponseNorm{Norm.Size}_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters =>
        ["x", .. Map.IsBlocked ? new[] { "squares" } : [], .. KeepsScale ? new[] { "scale" } : [], "y"];

    /// <summary>The power takes a dozen operations of every value.</summary>
    public override long Work => 12L * Map.Length;

    /// <summary>Some pixels each. Rows are not split.</summary>
    public override int Units => Map.IsBlocked ? SplitInto(ChannelLine.UnitsOf(Map)) : 1;

    /// <summary>Floats of squares: those of each unit, of which a caller uses the first that it does.</summary>
    public int SquaresLength => Units * ChannelLine.Length(Map, Norm.Before, Norm.After);

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(
            $"y = x * ({Isa.Text(Norm.K)} + {Isa.Text(Norm.Factor)} * sum of x^2 over {Norm.Size} channels)^-{Isa.Text(Norm.Beta)} for {Map.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line("Lanes value, total;");
            if (Map.IsBlocked)
            {
                if (Units > 1)
                {
                    writer.Line($"squares = ref Unsafe.Add(ref squares, from * {ChannelLine.Length(Map, Norm.Before, Norm.After)});");
                }

                new ChannelLine(writer, isa, Map, Norm.Before, Norm.After, "squares") { IsSplit = Units > 1 }.Emit(
                    (index, line, lanes) =>
                    {
                        writer.Line($"value = {VectorCode.First(isa, lanes, isa.Load("x", index), isa.Zero)};");
                        writer.Line(isa.Store("value * value", "squares", line));
                    },
                    (index, _) => EmitValue(writer, isa, index));
                return;
            }

            using (writer.Open($"for (int channel = 0; channel < {Map.Channels}; channel++)"))
            {
                PlaneWindow.EmitRange(writer, Map, Norm.Before, Norm.After);
                using (writer.Open($"for (int i = channel * {Map.ChannelStride}; i < (channel + 1) * {Map.ChannelStride}; i += {isa.Width})"))
                {
                    writer.Line($"total = {isa.Zero};");
                    using (PlaneWindow.Open(writer, Map))
                    {
                        writer.Line($"value = {isa.Load("x", "i + near")};");
                        writer.Line($"total = {isa.Fma("value", "value", "total")};");
                    }

                    EmitValue(writer, isa, "i");
                }
            }
        }
    }

    private void EmitValue(CodeWriter writer, Isa isa, string index)
    {
        writer.Line($"total = {isa.Fma("total", isa.Broadcast(Norm.Factor), isa.Broadcast(Norm.K))};");
        if (KeepsScale)
        {
            writer.Line(isa.Store("total", "scale", index));
        }

        NegativePower.Emit(writer, isa, Norm.Beta, "total", "value");
        writer.Line(isa.Store($"{isa.Load("x", index)} * value", "y", index));
    }
}

/// <summary>
/// The exact gradient: dx = dy * scale^-beta - 2 * a * beta * x * (sum of dy * y / scale over the channels whose window holds the value's).
/// </summary>
internal sealed record LocalResponseNormBackwardKernel(Layout Map, LocalResponseNorm Norm) : Kernel
{
    public override string Name => $"LocalResponseNorm{Norm.Size}_Backward_{Map.Sizes}{(Map.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["dy", "x", "y", "scale", "ratios", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment(
            $"dx = dy * scale^-{Isa.Text(Norm.Beta)} - {Isa.Text(2 * Norm.Factor * Norm.Beta)} * x * sum of dy * y / scale over {Norm.Size} channels, for {Map.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            writer.Line("Lanes value, total;");
            string Ratio(string index) => $"{isa.Load("dy", index)} * {isa.Load("y", index)} / {isa.Load("scale", index)}";
            if (Map.IsBlocked)
            {
                // The window of the gradient is the mirror image of the value's.
                new ChannelLine(writer, isa, Map, Norm.After, Norm.Before, "ratios").Emit(
                    (index, line, lanes) => writer.Line(isa.Store(VectorCode.First(isa, lanes, Ratio(index), isa.Zero), "ratios", line)),
                    (index, lanes) => EmitGradient(writer, isa, index, lanes));
                return;
            }

            using (writer.Open($"for (int i = 0; i < {Map.Channels * Map.ChannelStride}; i += {isa.Width})"))
            {
                writer.Line(isa.Store(Ratio("i"), "ratios", "i"));
            }

            using (writer.Open($"for (int channel = 0; channel < {Map.Channels}; channel++)"))
            {
                PlaneWindow.EmitRange(writer, Map, Norm.After, Norm.Before);
                using (writer.Open($"for (int i = channel * {Map.ChannelStride}; i < (channel + 1) * {Map.ChannelStride}; i += {isa.Width})"))
                {
                    writer.Line($"total = {isa.Zero};");
                    using (PlaneWindow.Open(writer, Map))
                    {
                        writer.Line($"total += {isa.Load("ratios", "i + near")};");
                    }

                    // Where dy is zero, in the padding too, so are all ratios at that place.
                    EmitGradient(writer, isa, "i", isa.Width);
                }
            }
        }
    }

    private void EmitGradient(CodeWriter writer, Isa isa, string index, int lanes)
    {
        NegativePower.Emit(writer, isa, Norm.Beta, isa.Load("scale", index), "value");
        string gradient = $"({isa.Load("dy", index)} * value) - ({isa.Load("x", index)} * total * {Isa.Text(2 * Norm.Factor * Norm.Beta)})";
        writer.Line(isa.Store(VectorCode.First(isa, lanes, gradient, isa.Zero), "dx", index));
    }
}

/// <summary>Windows over the channels of a map in rows: the planes around one, those left out that do not exist.</summary>
internal static class PlaneWindow
{
    /// <summary>Distances in floats from the plane of the current channel to the first of its window, and past the last.</summary>
    public static void EmitRange(CodeWriter writer, Layout map, int before, int after)
    {
        writer.Line($"int from = Math.Max(-channel, -{before}) * {map.ChannelStride};");
        writer.Line($"int to = Math.Min({map.Channels} - channel, {after + 1}) * {map.ChannelStride};");
    }

    public static CodeWriter.Block Open(CodeWriter writer, Layout map) =>
        writer.Open($"for (int near = from; near < to; near += {map.ChannelStride})");
}

/// <summary>
/// Windows over the channels of a map in blocks: a few pixels at a time are written to a line each, all channels one after another and
/// zeros at both ends, and summed from there.
/// </summary>
internal sealed class ChannelLine(CodeWriter writer, Isa isa, Layout map, int before, int after, string line)
{
    /// <summary>Enough pixels that a line's vectors have left the store buffer when they are read back at other places.</summary>
    private const int MostPixels = 8;

    private static int Head(int before) => Layout.RoundUp(before);

    private int LineStride => Stride(map, before, after);

    private int Pixels => Tiling.TileWidth(map.Positions, MostPixels);

    /// <summary>The method does the units between its parameters from and to.</summary>
    public bool IsSplit { get; init; }

    /// <summary>Units of work: what is written to lines at a time.</summary>
    public static int UnitsOf(Layout map)
    {
        int pixels = Tiling.TileWidth(map.Positions, MostPixels);
        return (map.Positions + pixels - 1) / pixels;
    }

    /// <summary>Floats that the lines need.</summary>
    public static int Length(Layout map, int before, int after) =>
        Stride(map, before, after) * Tiling.TileWidth(map.Positions, MostPixels);

    /// <summary>
    /// Writes the loops. <paramref name="fill"/> writes the statements that put a vector of the map, given its index and the lanes that are
    /// channels, at a place in the line; <paramref name="use"/> those that follow once <c>total</c> holds the sum of its window.
    /// </summary>
    public void Emit(Action<string, string, int> fill, Action<string, int> use)
    {
        int positions = map.Positions, rest = positions % Pixels;
        EmitZeros();
        using (writer.Open(IsSplit
            ? $"for (int first = from * {Pixels}; first < Math.Min(to * {Pixels}, {positions - rest}); first += {Pixels})"
            : $"for (int first = 0; first < {positions - rest}; first += {Pixels})"))
        {
            EmitPixels(Pixels, "first * 16", fill, use);
        }

        if (rest > 0)
        {
            using IDisposable? last = IsSplit ? writer.Open($"if (to == {UnitsOf(map)})") : default(IDisposable);
            EmitPixels(rest, $"{(positions - rest) * 16}", fill, use);
        }
    }

    private static int Stride(Layout map, int before, int after) => Head(before) + Layout.RoundUp(map.Channels) + Layout.RoundUp(after);

    private void EmitZeros()
    {
        int end = Head(before) + Layout.RoundUp(map.Channels);
        using (writer.Open($"for (int i = 0; i < {LineStride * Pixels}; i += {LineStride})"))
        {
            int[] blocks =
            [
                .. Enumerable.Range(0, Head(before) / Layout.Block).Select(static block => block * Layout.Block),
                .. Enumerable.Range(0, (LineStride - end) / Layout.Block).Select(block => end + (block * Layout.Block)),
            ];
            if (blocks.Length <= 4)
            {
                foreach (int start in blocks)
                {
                    EmitVectors(VectorCode.Sum("i", start));
                }

                return;
            }

            using (writer.Open($"for (int block = i; block < i + {Head(before)}; block += 16)"))
            {
                EmitVectors("block");
            }

            using (writer.Open($"for (int block = i + {end}; block < i + {LineStride}; block += 16)"))
            {
                EmitVectors("block");
            }
        }

        void EmitVectors(string start)
        {
            for (int lane = 0; lane < Layout.Block; lane += isa.Width)
            {
                writer.Line(isa.Store(isa.Zero, line, VectorCode.Sum(start, lane)));
            }
        }
    }

    private void EmitPixels(int pixels, string start, Action<string, string, int> fill, Action<string, int> use)
    {
        int whole = map.Channels / Layout.Block;
        EmitBlocks(pixels, start, (index, place, lanes) => fill(index, place, lanes));
        EmitBlocks(pixels, start, (index, place, lanes) =>
        {
            EmitSum(place);
            use(index, lanes);
        });

        void EmitBlocks(int count, string origin, Action<string, string, int> body)
        {
            if (whole > 0)
            {
                using (writer.Open($"for (int block = 0; block < {whole}; block++)"))
                {
                    EmitBlock(count, origin, "block", Layout.Block, body);
                }
            }

            if (whole < map.Blocks)
            {
                EmitBlock(count, origin, Isa.Text(whole), map.Channels - (whole * Layout.Block), body);
            }
        }
    }

    private void EmitBlock(int pixels, string start, string block, int channels, Action<string, string, int> body)
    {
        using (writer.Open($"for (int pixel = 0; pixel < {pixels}; pixel++)"))
        {
            writer.Line($"int at = ({block} * {map.BlockStride}) + ({start}) + (pixel * 16);");
            writer.Line($"int place = (pixel * {LineStride}) + ({block} * 16) + {Head(before)};");
            if (isa.Width < Layout.Block && channels == Layout.Block)
            {
                using (writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
                {
                    body("at + lane", "place + lane", isa.Width);
                }

                return;
            }

            for (int lane = 0; lane < Layout.Block; lane += isa.Width)
            {
                body(VectorCode.Sum("at", lane), VectorCode.Sum("place", lane), Math.Max(0, Math.Min(isa.Width, channels - lane)));
            }
        }
    }

    private void EmitSum(string place)
    {
        int size = before + after + 1;
        if (size > 8)
        {
            writer.Line($"total = {isa.Zero};");
            using (writer.Open($"for (int near = {place} - {before}; near <= {place} + {after}; near++)"))
            {
                writer.Line($"total += {isa.Load(line, "near")};");
            }

            return;
        }

        IEnumerable<string> terms = Enumerable.Range(-before, size).Select(
            distance => isa.Load(line, distance < 0 ? $"{place} - {-distance}" : VectorCode.Sum(place, distance)));
        writer.Line($"total = {string.Join(" + ", terms)};");
    }
}
