using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// How the weights of a locally connected layer lie: [output slice][output row][output column][K/16][slice][row][column]
/// [channel][16 filters], so that the
/// kernel reads all of them front to back, once.
/// </summary>
internal sealed record LocalFilters(int Filters, int Channels, int Rows, int Columns, int OutputHeight, int OutputWidth)
{
    /// <summary>Kernel slices; 1 but for volumes.</summary>
    public int Slices { get; init; } = 1;

    public int OutputDepth { get; init; } = 1;

    public const int ChannelStride = 16;

    public int FilterBlocks => (Filters + 15) / 16;

    public int ColumnStride => Channels * ChannelStride;

    public int RowStride => Columns * ColumnStride;

    public int SliceStride => Rows * RowStride;

    public int FilterBlockStride => Slices * SliceStride;

    /// <summary>Distance between two output positions.</summary>
    public int PositionStride => FilterBlocks * FilterBlockStride;

    public int Length => OutputDepth * OutputHeight * OutputWidth * PositionStride;

    /// <summary>Offset of vector <paramref name="v"/> of a tile from its first, where blocks of 16 lie <paramref name="blockStride"/> apart.</summary>
    public static int VectorOffset(Isa isa, int v, int blockStride) => (v * isa.Width / 16 * blockStride) + (v * isa.Width % 16);

    /// <summary>C# for the offset of channel <paramref name="channel"/>, a multiple of the vector's width, where blocks of 16 lie <paramref name="blockStride"/> apart.</summary>
    public static string ChannelOffset(string channel, int perGroup, int blockStride) => channel == "0" ? "0"
        : int.TryParse(channel, out int constant) ? Isa.Text((constant / 16 * blockStride) + (constant % 16))
        : perGroup % 16 == 0 ? $"({channel} / 16 * {blockStride})"
        : $"({channel} / 16 * {blockStride}) + ({channel} % 16)";

    /// <summary>Filters in groups of <paramref name="vectors"/> vectors: each group's first filter as C# inside the loop that is opened around it.</summary>
    public static void ForGroups(Emission.CodeWriter writer, Isa isa, int filterBlocks, int vectors, Action<string, int> body)
    {
        int all = filterBlocks * Layout.Block, perGroup = vectors * isa.Width, rest = all % perGroup;
        if (all / perGroup == 1)
        {
            using (writer.Open())
            {
                body("0", vectors);
            }
        }
        else
        {
            using (writer.Open($"for (int filter = 0; filter < {all - rest}; filter += {perGroup})"))
            {
                body("filter", vectors);
            }
        }

        if (rest > 0)
        {
            using (writer.Open())
            {
                body($"{all - rest}", rest / isa.Width);
            }
        }
    }

    /// <summary>The numbers of vectors that <see cref="ForGroups"/> calls its body with.</summary>
    public static int[] GroupSizes(Isa isa, int filterBlocks, int vectors)
    {
        int rest = filterBlocks * Layout.Block / isa.Width % vectors;
        return rest == 0 ? [vectors] : [vectors, rest];
    }
}
