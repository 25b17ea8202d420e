using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>What a loop over a map does about positions that hold no value.</summary>
internal enum Padding
{
    /// <summary>Leaves them out: they would spoil a sum.</summary>
    Skip,

    /// <summary>Takes them along: in an activation they may become anything finite.</summary>
    Include,

    /// <summary>Meets them with a number of lanes below the width, down to 0: in a gradient they become zero.</summary>
    Clear,
}

/// <summary>
/// Writes the loops of kernels that treat a map channel by channel, with a value or more for each channel. In blocks a vector is that of
/// several channels at one position, and so is a channel's value a vector; in rows a vector runs along a row of one channel, whose value
/// is one float.
/// </summary>
internal sealed class ChannelWalk
{
    private readonly CodeWriter writer;
    private readonly Isa isa;
    private readonly Layout layout;

    private readonly bool anySize;

    /// <param name="writer">Receives the statements.</param>
    /// <param name="isa">The instruction set.</param>
    /// <param name="layout">Layout of the map.</param>
    /// <param name="anySize">
    /// Whether the method serves blocked maps of every size, with the floats of a block as its argument <c>int plane</c>, and is told by
    /// <c>from</c> and <c>to</c> which blocks.
    /// </param>
    public ChannelWalk(CodeWriter writer, Isa isa, Layout layout, bool anySize = false)
    {
        if (anySize && !layout.IsBlocked)
        {
            throw new ArgumentException("Only blocks are walked without knowing their size.", nameof(anySize));
        }

        if (layout.IsPlanar && layout.RowStride % Layout.Block != 0)
        {
            throw new ArgumentException($"Rows of {layout.RowStride} floats do not begin at whole vectors.", nameof(layout));
        }

        this.writer = writer;
        this.isa = isa;
        this.layout = layout;
        this.anySize = anySize;
    }

    /// <summary>The layout in which these kernels work on a value: its own, unless its rows lie without padding.</summary>
    public static Layout LayoutFor(Layout source) => source.IsPlanar
        ? source with { RowStride = Layout.RoundUp(source.Width) }
        : source;

    /// <summary>Whether the size of the map is the method's argument <c>int plane</c>.</summary>
    public bool IsOfAnySize => anySize;

    /// <summary>The C# type of a channel's value.</summary>
    public string Type => layout.IsBlocked ? "Lanes" : "float";

    public string Zero => layout.IsBlocked ? isa.Zero : "0f";

    public string One => Constant(1f);

    /// <summary>A number of type <see cref="Type"/>.</summary>
    public string Constant(float value) => layout.IsBlocked ? isa.Broadcast(value) : Isa.Text(value);

    /// <summary>The square root of a value of type <see cref="Type"/>.</summary>
    public string Sqrt(string value) => layout.IsBlocked ? isa.Sqrt(value) : $"MathF.Sqrt({value})";

    /// <summary>Pixels of a block, or rows of a channel.</summary>
    public int Lines => layout.IsBlocked ? layout.Positions : layout.Lines;

    /// <summary>Floats from a line to the next.</summary>
    public int LineLength => layout.IsBlocked ? Layout.Block : layout.RowStride;

    /// <summary>Values of one channel in a line.</summary>
    public int ValuesPerLine => layout.IsBlocked ? 1 : layout.Width;

    /// <summary>Where the current channels' values lie in an array of one float a channel.</summary>
    public string Channel => layout.IsPlanar ? "channel" : isa.Width == Layout.Block ? "block * 16" : "(block * 16) + lane";

    /// <summary>Where the current channels' map begins in a picture.</summary>
    public string Start => layout.IsPlanar ? $"channel * {layout.ChannelStride}"
        : isa.Width == Layout.Block ? $"block * {BlockStride}" : $"(block * {BlockStride}) + lane";

    private string BlockStride => anySize ? "(nint)plane" : $"{layout.BlockStride}";

    /// <summary>Channels, or blocks of them: what <see cref="Channels"/> loops over.</summary>
    public static int UnitsOf(Layout layout) => layout.IsPlanar ? layout.Channels : layout.Blocks;

    /// <summary>Opens the loop over channels or blocks of them; goes with <see cref="Lanes"/>.</summary>
    /// <param name="inUnits">Whether the kernel's caller says from which of them to which.</param>
    public CodeWriter.Block Channels(bool inUnits = false)
    {
        (string from, string to) = anySize || (inUnits && UnitsOf(layout) > 1) ? ("from", "to") : ("0", $"{UnitsOf(layout)}");
        string unit = layout.IsPlanar ? "channel" : "block";
        return writer.Open($"for (int {unit} = {from}; {unit} < {to}; {unit}++)");
    }

    /// <summary>Opens the loop over the vectors of a block, where it holds several.</summary>
    public CodeWriter.Block Lanes() => layout.IsPlanar || isa.Width == Layout.Block
        ? writer.Open()
        : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})");

    /// <summary>The current channels' values of an array, in all lanes where it is one.</summary>
    public string Load(string array, string picture = "") =>
        layout.IsBlocked ? isa.Load(array, picture + Channel) : isa.BroadcastAt(array, picture + Channel);

    /// <summary>The current channels' value of an array, of type <see cref="Type"/>.</summary>
    public string ValueOf(string array) => layout.IsBlocked ? isa.Load(array, Channel) : Isa.At(array, Channel);

    /// <summary>Writes the current channels' value of type <see cref="Type"/> to an array.</summary>
    public string Store(string value, string array) =>
        layout.IsBlocked ? isa.Store(value, array, Channel) : $"{Isa.At(array, Channel)} = {value};";

    /// <summary>A channel's value of type <see cref="Type"/> from a vector of partial sums.</summary>
    public string Reduce(string vector) => layout.IsBlocked ? vector : isa.Sum(vector);

    /// <summary>A value of type <see cref="Type"/> as a vector to combine with elements.</summary>
    public string Spread(string value) => layout.IsBlocked ? value : isa.Broadcast(value);

    /// <summary>Zeroes arrays behind the last channel, which only rows leave unwritten; in units, whoever does the last.</summary>
    public void ClearTails(params string[] arrays)
    {
        if (layout.IsPlanar && layout.Channels % Layout.Block != 0)
        {
            using (layout.Channels > 1 ? writer.Open($"if (to == {layout.Channels})") : writer.Open())
            {
                foreach (string array in arrays)
                {
                    ClearTail(array);
                }
            }
        }
    }

    /// <summary>Zeroes an array behind the last channel, which only rows leave unwritten.</summary>
    public void ClearTail(string array)
    {
        for (int channel = layout.Channels; channel < Layout.RoundUp(layout.Channels) && layout.IsPlanar; channel++)
        {
            writer.Line($"{Isa.At(array, channel)} = 0f;");
        }
    }

    /// <summary>Runs over all of the current channels.</summary>
    public void ForElements(Padding padding, Action<string, int, int> body)
    {
        if (anySize)
        {
            ForFloats("plane", body);
            return;
        }

        ForElements(Lines, padding, body);
    }

    /// <summary>Runs over so many floats of a block, whose number is known to the method alone.</summary>
    public void ForFloats(string length, Action<string, int, int> body)
    {
        using (writer.Open($"for (int i = 0; i <= {length} - {Chains * Layout.Block}; i += {Chains * Layout.Block})"))
        {
            for (int chain = 0; chain < Chains; chain++)
            {
                body(VectorCode.Sum("i", chain * Layout.Block), isa.Width, chain);
            }
        }

        using (writer.Open($"for (int i = {length} / {Chains * Layout.Block} * {Chains * Layout.Block}; i < {length}; i += {Layout.Block})"))
        {
            body("i", isa.Width, 0);
        }
    }

    /// <summary>
    /// Runs over lines of the current channels; <paramref name="body"/> writes the statements for the vector at an index, given how many
    /// of its lanes hold values and which of four chains of operations it belongs to.
    /// </summary>
    public void ForElements(int lines, Padding padding, Action<string, int, int> body)
    {
        if (layout.IsBlocked)
        {
            Run(lines, Layout.Block, "", body);
            return;
        }

        if (padding == Padding.Include || layout.RowStride == layout.Width)
        {
            Run(lines * layout.RowStride / isa.Width, isa.Width, "", body);
            return;
        }

        int whole = layout.Width / isa.Width;
        int rest = layout.Width % isa.Width;
        using (writer.Open($"for (int row = 0; row < {lines * layout.RowStride}; row += {layout.RowStride})"))
        {
            Run(whole, isa.Width, "row", body);
            if (rest > 0)
            {
                body(VectorCode.Sum("row", whole * isa.Width), rest, whole % Chains);
            }

            for (int i = (whole + (rest > 0 ? 1 : 0)) * isa.Width; i < layout.RowStride && padding == Padding.Clear; i += isa.Width)
            {
                body(VectorCode.Sum("row", i), 0, 0);
            }
        }
    }

    /// <summary>Additions in flight, so that one does not wait for the one before it.</summary>
    public const int Chains = 4;

    /// <summary>Declares a vector of zeros for each chain.</summary>
    public void DeclareChains(string name) =>
        writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, Chains).Select(chain => $"{name}{chain} = {isa.Zero}"))};");

    public static string SumOfChains(string name) => $"({name}0 + {name}1) + ({name}2 + {name}3)";

    private void Run(int vectors, int step, string start, Action<string, int, int> body)
    {
        int looped = vectors / Chains > 1 ? vectors / Chains * Chains : 0;
        if (looped > 0)
        {
            string end = start.Length == 0 ? $"{looped * step}" : $"{start} + {looped * step}";
            using (writer.Open($"for (int i = {(start.Length == 0 ? "0" : start)}; i < {end}; i += {Chains * step})"))
            {
                for (int chain = 0; chain < Chains; chain++)
                {
                    body(VectorCode.Sum("i", chain * step), isa.Width, chain);
                }
            }
        }

        for (int v = looped; v < vectors; v++)
        {
            body(VectorCode.Sum(start, v * step), isa.Width, v % Chains);
        }
    }
}

/// <summary>Loops over arrays of one float a channel.</summary>
internal static class ChannelArrays
{
    /// <summary>
    /// Runs over vectors of channels; <paramref name="body"/> writes the statements for the vector at an index, given how many of its
    /// lanes are channels: fewer than the width at the end, and none up to a multiple of 16.
    /// </summary>
    public static void ForChannels(CodeWriter writer, Isa isa, int channels, Action<string, int> body)
    {
        int whole = channels / isa.Width * isa.Width;
        if (whole > 4 * isa.Width)
        {
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                body("i", isa.Width);
            }
        }

        for (int i = whole > 4 * isa.Width ? whole : 0; i < Layout.RoundUp(channels); i += isa.Width)
        {
            body(Isa.Text(i), Math.Max(0, Math.Min(isa.Width, channels - i)));
        }
    }
}
