using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The three one-dimensional transforms of Winograd's minimal filtering F(m, r): m outputs of a filter of r taps by m + r - 1 products
/// instead of mr. Applied to rows, then to columns, they give F(m x m, r x r): Lavin and Gray, Fast Algorithms for Convolutional Neural
/// Networks (2016), section 4. F(2, 3) has four products: the polynomials are interpolated at 0, 1, -1 and infinity. F(4, 3) and F(2, 5) have six: the points are 0, the positive and
/// the negative square roots of 1/2 and 2, and infinity. Against the usual 0, 1, -1, 2, -2 they halve the error and bring its greatest down to a third, since no
/// power of a point is far from 1 (Barabasz et al., Error Analysis and Improving the Accuracy of Winograd Convolution, 2020).
/// F(2, 3) by stride 2 is as <see cref="WinogradAxis"/> says. Rows and columns may have different ones.
/// </summary>
internal static class WinogradTransform
{
    /// <summary>The square root of 1/2; twice it is that of 2.</summary>
    private const float Root = 0.70710678118654752f;

    /// <summary>Declarations of the constants that the input and output transforms of both axes use.</summary>
    public static string[] Constants(Isa isa, WinogradAxis rows, WinogradAxis columns, bool output) => [.. Constants(isa, rows, output).Union(Constants(isa, columns, output))];

    /// <summary>Those of one axis.</summary>
    public static string[] Constants(Isa isa, WinogradAxis axis, bool output) => IsSmall(axis) ? []
        : !output ? [Constant(isa, "minusHalf", -0.5f), Constant(isa, "minusTwo", -2), Constant(isa, "minusBoth", -2.5f), Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root)]
        : axis.Size == 2 ? [Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root)]
        :
        [
            Constant(isa, "half", 0.5f), Constant(isa, "two", 2), Constant(isa, "root", Root), Constant(isa, "twoRoots", 2 * Root),
            Constant(isa, "halfRoot", Root / 2), Constant(isa, "fourRoots", 4 * Root),
        ];

    /// <summary>Names that <see cref="Input"/> and <see cref="Output"/> assign before they give their results.</summary>
    public static string[] Temporaries(WinogradAxis rows, WinogradAxis columns, bool output) => [.. Temporaries(rows, output).Union(Temporaries(columns, output))];

    /// <summary>Those of one axis.</summary>
    public static string[] Temporaries(WinogradAxis axis, bool output) => IsSmall(axis) ? []
        : output ? ["sum1", "difference1", "sum2", "difference2"]
        : ["even1", "odd1", "even2", "odd2"];

    /// <summary>A row of B'd, as long as a patch: the statements that come first, then what each of as many results is.</summary>
    public static (string[] Statements, string[] Results) Input(Isa isa, WinogradAxis axis, string[] d) => axis.Stride == 2
        ? ([], [$"{d[0]} - {d[2]}", d[1], d[2], $"{d[4]} - {d[2]}", d[3]])
        : IsSmall(axis)
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
    /// Transforms column by column and stores each value at its place of <see cref="WinogradAxis.Order"/>: from the reference target on, which moves along.
    /// </summary>
    public static void StoreColumns(CodeWriter writer, Isa isa, WinogradAxis rows, WinogradAxis columns, Func<int, (string[] Statements, string[] Results)> column)
    {
        (int, int)[] order = WinogradAxis.Order(rows, columns);
        int Place(int x, int y) => Array.IndexOf(order, (x, y));
        for (int x = 0; x < columns.Values; x++)
        {
            (string[] statements, string[] results) = column(x);
            writer.Lines(statements);
            for (int y = 0; y < rows.Values; y++)
            {
                writer.Line(isa.Store(results[y], "target"));
                bool isEnd = y == rows.Values - 1;
                if (!isEnd || x < columns.Values - 1)
                {
                    int step = (isEnd ? Place(x + 1, 0) : Place(x, y + 1)) - Place(x, y);
                    writer.Line($"target = ref Unsafe.Add(ref target, {(step == 1 ? "" : $"{step} * ")}frequencyStride);");
                }
            }
        }
    }

    /// <summary>A row of A'm: the statements that come first, then what each of the m results is.</summary>
    public static (string[] Statements, string[] Results) Output(Isa isa, WinogradAxis axis, string[] m) => axis.Stride == 2
        ? ([], [$"{m[0]} + {m[1]}", $"{m[1]} + {m[2]}"])
        : IsSmall(axis)
        ? ([], [$"{m[0]} + {m[1]} + {m[2]}", $"{m[1]} - {m[2]} - {m[3]}"])
        : (
            [
                $"sum1 = {m[1]} + {m[2]};",
                $"difference1 = {m[1]} - {m[2]};",
                $"sum2 = {m[3]} + {m[4]};",
                $"difference2 = {m[3]} - {m[4]};",
            ],
            axis.Size == 2 ?
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

    /// <summary>A row of Gg, from 3 or 5 taps: what each of the results is.</summary>
    public static string[] Filter(Isa isa, WinogradAxis axis, string[] g)
    {
        if (axis.Stride == 2)
        {
            return [g[0], g[1], $"{g[0]} + {g[2]}", g[2], g[1]];
        }

        if (IsSmall(axis))
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

    /// <summary>Whether all transforms of the axis are plain sums: F(2, 3), with stride 1 or 2.</summary>
    private static bool IsSmall(WinogradAxis axis) => axis.Size + axis.Taps == 5;

    private static string Constant(Isa isa, string name, float value) => $"Lanes {name} = {isa.Broadcast(value)};";
}
