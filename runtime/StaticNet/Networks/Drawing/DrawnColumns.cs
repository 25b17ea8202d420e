namespace StaticNet;

/// <summary>
/// Where the vertices of every rank stand: as near to the middle of their neighbours as their own width and their order allow.
/// </summary>
internal static class DrawnColumns
{
    private const int Sweeps = 12;
    private const double Gap = 16;

    /// <summary>Sets every vertex's X; the leftmost edge is 0.</summary>
    /// <returns>The width of it all.</returns>
    public static double Place(List<List<DrawnVertex>> ranks)
    {
        foreach (List<DrawnVertex> rank in ranks)
        {
            Settle(rank, static _ => 0);
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int rank = 1; rank < ranks.Count; rank++)
            {
                Settle(ranks[rank], static vertex => Middle(vertex.Above, vertex.X));
            }

            for (int rank = ranks.Count - 2; rank >= 0; rank--)
            {
                Settle(ranks[rank], static vertex => Middle(vertex.Below, vertex.X));
            }
        }

        IEnumerable<DrawnVertex> all = ranks.SelectMany(static rank => rank);
        double left = all.Min(static vertex => vertex.X - (vertex.Width / 2));
        foreach (DrawnVertex vertex in all)
        {
            vertex.X = Math.Round(vertex.X - left, 1);
        }

        return all.Max(static vertex => vertex.X + (vertex.Width / 2));
    }

    /// <summary>The neighbours' middle, a box weighing more than an edge that passes: chains of boxes stay straight.</summary>
    private static double Middle(List<DrawnVertex> neighbours, double otherwise) => neighbours.Count == 0
        ? otherwise
        : neighbours.Sum(static vertex => vertex.X * vertex.Width) / neighbours.Sum(static vertex => vertex.Width);

    /// <summary>
    /// The positions nearest to the wanted ones, in least squares, that keep the order and the distances: with the distances
    /// subtracted this is isotonic regression, which merging neighbours that are out of order solves.
    /// </summary>
    private static void Settle(List<DrawnVertex> rank, Func<DrawnVertex, double> wanted)
    {
        double[] offsets = new double[rank.Count];
        for (int i = 1; i < rank.Count; i++)
        {
            offsets[i] = offsets[i - 1] + ((rank[i - 1].Width + rank[i].Width) / 2) + Gap;
        }

        var runs = new Stack<(double Sum, double Weight, int Count)>();
        for (int i = 0; i < rank.Count; i++)
        {
            double weight = rank[i].Width;
            (double Sum, double Weight, int Count) run = ((wanted(rank[i]) - offsets[i]) * weight, weight, 1);
            while (runs.TryPeek(out (double Sum, double Weight, int Count) before) && before.Sum / before.Weight >= run.Sum / run.Weight)
            {
                runs.Pop();
                run = (before.Sum + run.Sum, before.Weight + run.Weight, before.Count + run.Count);
            }

            runs.Push(run);
        }

        int end = rank.Count;
        foreach ((double sum, double weight, int count) in runs)
        {
            for (int i = end - count; i < end; i++)
            {
                rank[i].X = (sum / weight) + offsets[i];
            }

            end -= count;
        }
    }
}
