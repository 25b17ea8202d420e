using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The three one-dimensional transforms of Winograd's minimal filtering F(m, r): m outputs of a filter of r taps by m + r - 1 products
/// instead of mr. Applied to rows, then to columns, they give F(m x m, r x r): Lavin and Gray, Fast Algorithms for Convolutional Neural
/// Networks (2016), section 4. F(2, 3) has four products: the polynomials are interpolated at 0, 1, -1 and infinity. F(4, 3) and F(2, 5) have six: the points are 0, the positive and
/// the negative square roots of 1/2 and 2, and infinity. Against the usual 0, 1, -1, 2, -2 they halve the error and bring its greatest down to a third, since no
/// power of a point is far from 1 (Barabasz et al., Error Analysis and Improving the Accuracy of Winograd Convolution, 2020).
/// </summary>
internal static class WinogradTransform
{
    /// <summary>The square root of 1/2; twice it is that of 2.</summary>
    private const float Root = 0.70710678118654752f;

    /// <summary>Declarations of the constants that the input and output transforms of F(m, r) use.</summary>
    public static string[] Constants(Isa isa, int size, bool output, int taps = 3) => size + taps == 5 ? []
        : !output ? [Constant(isa, "minusHalf", -0.5f), Constant(isa, "minusTwo", -2), Constant(isa, "minusBoth", -2.5f), Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root)]
        : size == 2 ? [Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root)]
        :
        [
            Constant(isa, "half", 0.5f), Constant(isa, "two", 2), Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root),
            Constant(isa, "halfRoot", Root / 2), Constant(isa, "fourRoots", 4 * Root),
        ];

    /// <summary>Names that <see cref="Input"/> and <see cref="Output"/> assign before they give their results.</summary>
    public static string[] Temporaries(int size, bool output, int taps = 3) => size + taps == 5 ? []
        : output ? ["sum1", "difference1", "sum2", "difference2"]
        : ["even1", "odd1", "even2", "odd2"];

    /// <summary>A row of B'd, 4 or 6 values long: the statements that come first, then what each of as many results is.</summary>
    public static (string[] Statements, string[] Results) Input(Isa isa, string[] d) => d.Length == 4
        ? ([], [$"{d[0]} - {d[2]}", $"{d[1]} + {d[2]}", $"{d[2]} - {d[1]}", $"{d[1]} - {d[3]}"])
        : (
            [
                $"even1 = {isa.Fma("minusTwo", d[2], d[4])};",
                $"odd1 = ({isa.Fma("minusTwo", d[1], d[3])}) * root;",
                $"even2 = {isa.Fma("minusHalf", d[2], d[4])};",
                $"odd2 = ({isa.Fma("minusHalf", d[1], d[3])}) * twoRoots;",
            ],
            [
                isa.Fma("minusBoth", d[2], $"({d[0]} + {d[4]})"),
                "even1 + odd1",
                "even1 - odd1",
                "even2 + odd2",
                "even2 - odd2",
                isa.Fma("minusBoth", d[3], $"({d[1]} + {d[5]})"),
            ]);

    /// <summary>
    /// Transforms the <paramref name="n"/> columns and stores their n x n values, each at a frequency of its own: from the reference target on, which moves along.
    /// </summary>
    public static void StoreColumns(CodeWriter writer, Isa isa, int n, Func<int, (string[] Statements, string[] Results)> column)
    {
        for (int x = 0; x < n; x++)
        {
            (string[] statements, string[] results) = column(x);
            writer.Lines(statements);
            for (int y = 0; y < n; y++)
            {
                writer.Line(isa.Store(results[y], "target"));
                if ((x * n) + y < (n * n) - 1)
                {
                    writer.Line("target = ref Unsafe.Add(ref target, frequencyStride);");
                }
            }
        }
    }

    /// <summary>A row of A'm: the statements that come first, then what each of the <paramref name="size"/> results is.</summary>
    public static (string[] Statements, string[] Results) Output(Isa isa, int size, string[] m) => m.Length == 4
        ? ([], [$"{m[0]} + {m[1]} + {m[2]}", $"{m[1]} - {m[2]} - {m[3]}"])
        : (
            [
                $"sum1 = {m[1]} + {m[2]};",
                $"difference1 = {m[1]} - {m[2]};",
                $"sum2 = {m[3]} + {m[4]};",
                $"difference2 = {m[3]} - {m[4]};",
            ],
            size == 2 ?
            [
                $"{m[0]} + sum1 + sum2",
                isa.Fma("twoRoots", "difference2", $"({isa.Fma("root", "difference1", m[5])})"),
            ]
            :
            [
                $"{m[0]} + sum1 + sum2",
                isa.Fma("twoRoots", "difference2", "(root * difference1)"),
                isa.Fma("two", "sum2", "(half * sum1)"),
                isa.Fma("fourRoots", "difference2", $"({isa.Fma("halfRoot", "difference1", m[5])})"),
            ]);

    /// <summary>
    /// The second output's share of a product between the first frequency and the last, for kernels that add up <see cref="Output"/> of F(2, r) product by product; the first output's is 1.
    /// The first frequency is in the first output alone, the last in the second.
    /// </summary>
    public static float SecondOutput(int taps, int frequency) => (frequency % 2 == 0 ? -1 : 1) * (taps == 3 ? 1 : frequency <= 2 ? Root : 2 * Root);

    /// <summary>Whether the last product is subtracted from the second output of F(2, r), instead of added.</summary>
    public static bool SubtractsLast(int taps) => taps == 3;

    /// <summary>A row of Gg, from 3 or 5 taps: what each of the m + r - 1 results is.</summary>
    public static string[] Filter(Isa isa, int size, string[] g)
    {
        if (size + g.Length == 5)
        {
            string half = isa.Broadcast(0.5f);
            return [g[0], $"({g[0]} + {g[2]} + {g[1]}) * {half}", $"({g[0]} + {g[2]} - {g[1]}) * {half}", g[2]];
        }

        // (g0 + p g1 + p^2 g2 + ...) / product of (p - other points), as the part with even powers of p and that with odd ones.
        (string Even, string Odd) Parts(float square, float evenFactor, float oddFactor)
        {
            string even = g.Length == 3 ? isa.Fma(isa.Broadcast(square), g[2], g[0])
                : isa.Fma(isa.Broadcast(square), $"({isa.Fma(isa.Broadcast(square), g[4], g[2])})", g[0]);
            string odd = g.Length == 3 ? g[1] : $"({isa.Fma(isa.Broadcast(square), g[3], g[1])})";
            return ($"(({even}) * {isa.Broadcast(evenFactor)})", $"({odd} * {isa.Broadcast(oddFactor)})");
        }

        (string even1, string odd1) = Parts(0.5f, -2f / 3, -2f / 3 * Root);
        (string even2, string odd2) = Parts(2, 1f / 6, 1f / 3 * Root);
        return [g[0], $"{even1} + {odd1}", $"{even1} - {odd1}", $"{even2} + {odd2}", $"{even2} - {odd2}", g[g.Length - 1]];
    }

    private static string Constant(Isa isa, string name, float value) => $"Lanes {name} = {isa.Broadcast(value)};";
}
