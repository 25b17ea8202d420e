namespace StaticNet.Generator.Kernels;

/// <summary>
/// Neighbouring lanes of a row, as a 2x2 pool of stride 2 needs them. Two consecutive vectors of a row are split into their left pixels and
/// their right pixels, with instructions that choose lanes of two vectors where the processor has them. AVX2's choose within halves
/// of a vector, so there the pairs come in another order, "pair order", that <see cref="Order"/> makes and undoes.
/// </summary>
internal static class PlanarPairs
{
    /// <summary>The maxima of neighbouring lanes of two consecutive vectors, as one vector. In scalar form, of two consecutive floats.</summary>
    public static string CompressMax(Isa isa, string first, string second) =>
        Order(isa, isa.Max(Left(isa, first, second), Right(isa, first, second)));

    /// <summary>The sums of neighbouring lanes of two consecutive vectors, as one vector.</summary>
    public static string CompressSum(Isa isa, string first, string second) =>
        Order(isa, $"({Left(isa, first, second)} + {Right(isa, first, second)})");

    /// <summary>The even lanes of two consecutive vectors, in pair order.</summary>
    public static string Left(Isa isa, string first, string second) => Choose(isa, first, second, 0);

    /// <summary>The odd lanes of two consecutive vectors, in pair order.</summary>
    public static string Right(Isa isa, string first, string second) => Choose(isa, first, second, 1);

    /// <summary>The first of the two vectors that <paramref name="left"/> and <paramref name="right"/> were split from.</summary>
    public static string First(Isa isa, string left, string right) => isa.Width switch
    {
        1 => left,
        8 => $"X86.Avx.UnpackLow({left}, {right})",
        _ => Merge(isa, left, right, 0),
    };

    /// <summary>The second of the two vectors that <paramref name="left"/> and <paramref name="right"/> were split from.</summary>
    public static string Second(Isa isa, string left, string right) => isa.Width switch
    {
        1 => right,
        8 => $"X86.Avx.UnpackHigh({left}, {right})",
        _ => Merge(isa, left, right, isa.Width / 2),
    };

    /// <summary>From the order of the row to pair order, and back: the exchange of a vector's middle quarters is its own inverse.</summary>
    public static string Order(Isa isa, string value) =>
        isa.Width == 8 ? $"X86.Avx2.Permute4x64({value}.AsDouble(), 0b11_01_10_00).AsSingle()" : value;

    private static string Choose(Isa isa, string first, string second, int odd)
    {
        switch (isa.Width)
        {
            case 1:
                return odd == 0 ? first : second;
            case 8:
                return $"X86.Avx.Shuffle({first}, {second}, {(odd == 0 ? "0b10_00_10_00" : "0b11_01_11_01")})";
            case 16:
                return $"X86.Avx512F.PermuteVar16x32x2({first}, {Indices(isa, lane => (2 * lane) + odd)}, {second})";
            default:
                // Lanes that come from the other vector are zero in each.
                int half = isa.Width / 2;
                string low = Indices(isa, lane => lane < half ? (2 * lane) + odd : isa.Width);
                string high = Indices(isa, lane => lane < half ? isa.Width : (2 * (lane - half)) + odd);
                return second == isa.Zero
                    ? $"Vector.Shuffle({first}, {low})"
                    : $"Vector.BitwiseOr(Vector.Shuffle({first}, {low}), Vector.Shuffle({second}, {high}))";
        }
    }

    /// <summary>left[from], right[from], left[from + 1], right[from + 1], ...</summary>
    private static string Merge(Isa isa, string left, string right, int from)
    {
        if (isa.Width == 16)
        {
            return $"X86.Avx512F.PermuteVar16x32x2({left}, {Indices(isa, lane => from + (lane / 2) + (lane % 2 * 16))}, {right})";
        }

        string even = Indices(isa, lane => lane % 2 == 0 ? from + (lane / 2) : isa.Width);
        string odd = Indices(isa, lane => lane % 2 == 0 ? isa.Width : from + (lane / 2));
        return $"Vector.BitwiseOr(Vector.Shuffle({left}, {even}), Vector.Shuffle({right}, {odd}))";
    }

    private static string Indices(Isa isa, Func<int, int> source) => $"Vector.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(source))})";
}
