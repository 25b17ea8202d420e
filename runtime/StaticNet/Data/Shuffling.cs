namespace StaticNet.Data;

/// <summary>Orders drawn at random.</summary>
internal static class Shuffling
{
    /// <summary>Fills a list with 0, 1, 2, ... in an order that depends on the seed alone (Fisher and Yates).</summary>
    public static void Fill(Span<int> order, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.Next(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
