namespace StaticNet;

/// <summary>
/// How one axis of a parameter lies in packed memory: the distance of every index from index 0. The position of an
/// element is the sum of its indices' distances.
/// </summary>
public sealed class PackedAxis
{
    private const int Block = 16;
    private readonly int[] offsets;

    private PackedAxis(int[] offsets) => this.offsets = offsets;

    /// <summary>Number of indices.</summary>
    public int Count => offsets.Length;

    /// <summary>All distances, by index.</summary>
    internal ReadOnlySpan<int> Offsets => offsets;

    /// <summary>i lies at i * <paramref name="stride"/>.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="stride">Distance between two neighbours, in floats.</param>
    public static PackedAxis Strided(int count, int stride)
    {
        int[] offsets = Allocate(count);
        for (int i = 0; i < count; i++)
        {
            offsets[i] = checked(i * stride);
        }

        return new(offsets);
    }

    /// <summary>Sixteen together: i lies at i / 16 * <paramref name="blockStride"/> + i % 16.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="blockStride">Distance between two blocks, in floats.</param>
    public static PackedAxis Blocked(int count, int blockStride)
    {
        int[] offsets = Allocate(count);
        for (int i = 0; i < count; i++)
        {
            offsets[i] = checked((i / Block * blockStride) + (i % Block));
        }

        return new(offsets);
    }

    /// <summary>
    /// The inputs of a dense layer that reads a picture whose channels lie in blocks of 16: index
    /// i = (c * height + y) * width + x lies at
    /// (((c / 16 * height + y) * width + x) * 16 + c % 16) * <paramref name="stride"/>.
    /// </summary>
    /// <param name="channels">Channels of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="stride">Distance between two inputs that are neighbours in memory, in floats.</param>
    public static PackedAxis FlattenedBlocked(int channels, int height, int width, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channels);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        int[] offsets = new int[checked(channels * height * width)];
        int i = 0;
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int pixel = (((c / Block * height) + y) * width) + x;
                    offsets[i++] = checked(((pixel * Block) + (c % Block)) * stride);
                }
            }
        }

        return new(offsets);
    }

    /// <summary>Distances from a list.</summary>
    /// <param name="offsets">The distance of every index, in floats.</param>
    public static PackedAxis Table(int[] offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        return new([.. offsets]);
    }

    /// <summary>The distance of <paramref name="index"/> from index 0, in floats.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public int Offset(int index) => offsets[index];

    private static int[] Allocate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new int[count];
    }
}
