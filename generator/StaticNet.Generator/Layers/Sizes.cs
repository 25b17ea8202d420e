using System.Globalization;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Arithmetic on sizes that a declaration may make arbitrarily large: null stands for more than a long holds.
/// </summary>
internal static class Sizes
{
    public static long? Product(long? a, long? b)
    {
        if (a is not { } left || b is not { } right)
        {
            return null;
        }

        if (left != 0 && right > long.MaxValue / left)
        {
            return null;
        }

        return left * right;
    }

    /// <summary>The product of non-negative factors.</summary>
    public static long? Product(IEnumerable<int> factors) =>
        factors.Aggregate((long?)1, static (product, factor) => Product(product, factor));

    public static long? Sum(long? a, long? b) =>
        a is { } left && b is { } right && left <= long.MaxValue - right ? left + right : null;

    /// <summary>
    /// A number of channels rounded up to whole blocks of the widest vector, 16; no layout rounds up to more.
    /// </summary>
    public static long Blocks(int channels) => ((long)channels + 15) / 16 * 16;

    public static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    /// <summary>a / b as a reader writes it: 55.5, 2.33. A fraction is never rounded to a whole number.</summary>
    public static string Quotient(long a, long b)
    {
        if (a % b == 0)
        {
            return (a / b).ToString(CultureInfo.InvariantCulture);
        }

        decimal quotient = (decimal)a / b;
        for (int digits = 2; digits < 20; digits++)
        {
            decimal rounded = Math.Round(quotient, digits);
            if (rounded != decimal.Truncate(rounded))
            {
                return rounded.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);
            }
        }

        return $"{a}/{b}";
    }
}
