namespace StaticNet.Generator.Kernels;

/// <summary>Tiles of <see cref="Pixels"/> output columns from <see cref="First"/> on that leave out the same taps and so share a method.</summary>
internal sealed record ColumnRun(int First, int Pixels, int Tiles)
{
    /// <summary>The column after the last.</summary>
    public int End => First + (Pixels * Tiles);

    /// <summary>"Columns3To9", of the first tile: unique within an axis.</summary>
    public string Name => $"Columns{First}To{First + Pixels - 1}";

    /// <summary>Taps that at least one pixel of the tile meets inside the source.</summary>
    public int[] Taps(TapAxis columns) =>
        [.. Enumerable.Range(0, columns.Count).Where(tap => Enumerable.Range(First, Pixels).Any(output => columns.IsInside(output, tap)))];

    /// <summary>
    /// The source columns that a tile reads, relative to its first output's (column * Stride), in ascending order, each with the
    /// pixels and taps that meet there: a value is loaded once for all of them.
    /// </summary>
    public IEnumerable<IGrouping<int, (int Pixel, int Tap)>> Sources(TapAxis columns, int firstTap, int endTap) =>
        from pixel in Enumerable.Range(0, Pixels)
        from tap in Enumerable.Range(firstTap, endTap - firstTap)
        where columns.IsInside(First + pixel, tap)
        let source = (pixel * columns.Stride) + columns.First + (tap * columns.Step)
        group (pixel, tap) by source into uses
        orderby uses.Key
        select uses;
}

/// <summary>Cuts the columns of a row into tiles.</summary>
internal static class ColumnRuns
{
    /// <summary>Tiles of at most <paramref name="maxPixels"/> columns; neighbours with the same taps in one run.</summary>
    public static ColumnRun[] Of(TapAxis columns, int maxPixels)
    {
        var runs = new List<ColumnRun>();
        int width = Tiling.TileWidth(columns.Outputs, maxPixels);
        for (int first = 0; first < columns.Outputs; first += width)
        {
            int pixels = Math.Min(width, columns.Outputs - first);
            if (runs.Count > 0 && runs[runs.Count - 1] is var last && last.Pixels == pixels && HasSameTaps(columns, last.First, first, pixels))
            {
                runs[runs.Count - 1] = last with { Tiles = last.Tiles + 1 };
            }
            else
            {
                runs.Add(new(first, pixels, 1));
            }
        }

        return [.. runs];
    }

    private static bool HasSameTaps(TapAxis columns, int first, int other, int pixels) => !(
        from pixel in Enumerable.Range(0, pixels)
        from tap in Enumerable.Range(0, columns.Count)
        where columns.IsInside(first + pixel, tap) != columns.IsInside(other + pixel, tap)
        select pixel).Any();
}
