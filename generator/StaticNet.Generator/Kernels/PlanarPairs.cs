namespace StaticNet.Generator.Kernels;

/// <summary>Neighbouring lanes of a row: what a 2x2 pool of stride 2 does along its columns.</summary>
internal static class PlanarPairs
{
    /// <summary>The maxima of neighbouring lanes of two consecutive vectors, as one vector. In scalar form, of two consecutive floats.</summary>
    public static string CompressMax(Isa isa, string first, string second)
    {
        if (isa.IsScalar)
        {
            return isa.Max(first, second);
        }

        // Every lane gets the maximum of its pair; the even lanes are then packed, with zeros for the other vector's half.
        int half = isa.Width / 2;
        string low = Indices(isa, lane => lane < half ? 2 * lane : isa.Width), high = Indices(isa, lane => lane < half ? isa.Width : 2 * (lane - half));
        string Packed(string value, string indices) => $"Vector.Shuffle({isa.Max(value, Swap(isa, value))}, {indices})";
        return second == isa.Zero ? Packed(first, low) : $"Vector.BitwiseOr({Packed(first, low)}, {Packed(second, high)})";
    }

    /// <summary>Each lane exchanged with its neighbour.</summary>
    public static string Swap(Isa isa, string value) => $"Vector.Shuffle({value}, {Indices(isa, static lane => lane ^ 1)})";

    /// <summary>The lower or upper half of the lanes, each twice: the values of pooled pixels at the pixels they were made of.</summary>
    public static string Spread(Isa isa, string value, bool upper) =>
        $"Vector.Shuffle({value}, {Indices(isa, lane => (lane / 2) + (upper ? isa.Width / 2 : 0))})";

    /// <summary>All ones in the odd lanes.</summary>
    public static string OddLanes(Isa isa) =>
        $"Vector.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(static lane => lane % 2 == 0 ? "0" : "-1"))}).AsSingle()";

    private static string Indices(Isa isa, Func<int, int> source) => $"Vector.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(source))})";
}
