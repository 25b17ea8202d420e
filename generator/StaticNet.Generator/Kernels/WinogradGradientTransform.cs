namespace StaticNet.Generator.Kernels;

/// <summary>
/// The transposes of the maps of <see cref="WinogradTransform"/>, with which the same products give the gradient of the filters: where
/// Y = A'(Gg . B'd)A, the gradient of g is G'(sum over tiles of B'dB . A dY A')G. One dimension each.
/// </summary>
internal static class WinogradGradientTransform
{
    private const float Root = 0.70710678118654752f;

    /// <summary>Declarations of the constants that <see cref="Output"/> uses.</summary>
    public static string[] Constants(Isa isa, int size) => WinogradTransform.Constants(isa, new WinogradAxis(size, 3), new WinogradAxis(size, 3), output: true);

    /// <summary>Names that <see cref="Output"/> assigns before it gives its results.</summary>
    public static string[] OutputTemporaries(int size) => size == 2 ? [] : ["even1", "odd1", "even2", "odd2"];

    /// <summary>A row of A y: m gradients to m + 2 values.</summary>
    public static (string[] Statements, string[] Results) Output(Isa isa, int size, string[] y) => size == 2
        ? ([], [y[0], $"{y[0]} + {y[1]}", $"{y[0]} - {y[1]}", $"{isa.Zero} - {y[1]}"])
        : (
            [
                $"even1 = {isa.Fma("half", y[2], y[0])};",
                $"odd1 = {isa.Fma("halfRoot", y[3], $"(root * {y[1]})")};",
                $"even2 = {isa.Fma("two", y[2], y[0])};",
                $"odd2 = {isa.Fma("fourRoots", y[3], $"(twoRoots * {y[1]})")};",
            ],
            [y[0], "even1 + odd1", "even1 - odd1", "even2 + odd2", "even2 - odd2", y[3]]);

    /// <summary>Names that <see cref="Filter"/> assigns before it gives its results.</summary>
    public static string[] FilterTemporaries(int size) => size == 2 ? ["sum1"] : ["sum1", "difference1", "sum2", "difference2"];

    /// <summary>A row of G'u: m + 2 values to the three taps.</summary>
    public static (string[] Statements, string[] Results) Filter(Isa isa, int size, string[] u)
    {
        if (size == 2)
        {
            string half = isa.Broadcast(0.5f);
            return ([$"sum1 = ({u[1]} + {u[2]}) * {half};"], [$"{u[0]} + sum1", $"({u[1]} - {u[2]}) * {half}", $"{u[3]} + sum1"]);
        }

        string Times(float factor, string a, string b) => isa.Fma(isa.Broadcast(factor), a, b);
        return (
            [
                $"sum1 = {u[1]} + {u[2]};",
                $"difference1 = {u[1]} - {u[2]};",
                $"sum2 = {u[3]} + {u[4]};",
                $"difference2 = {u[3]} - {u[4]};",
            ],
            [
                Times(1f / 6, "sum2", $"({Times(-2f / 3, "sum1", u[0])})"),
                Times(1f / 3 * Root, "difference2", $"({isa.Broadcast(-2f / 3 * Root)} * difference1)"),
                Times(1f / 3, "sum2", $"({Times(-1f / 3, "sum1", u[5])})"),
            ]);
    }
}
