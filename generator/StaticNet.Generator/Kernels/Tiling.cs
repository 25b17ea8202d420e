namespace StaticNet.Generator.Kernels;

/// <summary>
/// Register tiles per instruction set, measured: output-channel vectors x pixels. AVX-512 keeps 2x14 in 32 registers
/// without a spill; AVX2 keeps 2x6 in 16; NEON has 32 registers of 4.
/// </summary>
internal static class Tiling
{
    /// <summary>Statements of multiply-add that a method may hold: past about 1,300 the JIT begins to spill, and compile time grows.</summary>
    public const int MaxFma = 200;

    /// <summary>Vectors of output channels in a tile when <paramref name="blocks"/> blocks of 16 can be taken together.</summary>
    public static int ChannelVectors(Isa isa, int blocks) => isa.Width switch
    {
        16 => Math.Min(blocks, 2),
        8 => 2,
        _ => 4,
    };

    /// <summary>The most pixels in a tile beside <paramref name="channelVectors"/> vectors.</summary>
    public static int MaxPixels(Isa isa, int channelVectors) => isa.Width switch
    {
        16 => channelVectors == 1 ? 24 : 14,
        8 when isa.IsHalved => 24 / channelVectors,
        8 => channelVectors == 1 ? 12 : 6,
        4 => 6,
        _ => 2,
    };

    /// <summary>Accumulators that leave room for operands.</summary>
    public static int Accumulators(Isa isa) => isa.Width switch
    {
        16 or 4 => 24,
        8 => 12,
        _ => 8,
    };

    /// <summary>The largest number up to <paramref name="most"/> that divides all <paramref name="counts"/> and keeps the statements within bounds.</summary>
    public static int Unroll(int statementsPerStep, int[] counts, int most = 4)
    {
        for (int unroll = most; unroll > 1; unroll--)
        {
            if (unroll * statementsPerStep <= MaxFma && counts.All(count => count % unroll == 0))
            {
                return unroll;
            }
        }

        return 1;
    }

    /// <summary>
    /// Widths of tiles that cover <paramref name="length"/>: as equal as possible, all but the last the same. Or the most, if
    /// <paramref name="canEndInHalf"/> and the last then has at least half of them: maps of other sizes have such tiles, too.
    /// </summary>
    public static int TileWidth(int length, int max, bool canEndInHalf = false)
    {
        if (canEndInHalf && 2 * (length % max) >= max)
        {
            return max;
        }

        int tiles = (length + max - 1) / max;
        return (length + tiles - 1) / tiles;
    }
}
