namespace StaticNet.Tests.Numerics;

/// <summary>Functions that System.Math lacks, in double precision and to far more than the digits of a float.</summary>
internal static class DoubleMath
{
    public static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1;

    public static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    /// <summary>The derivative of the logistic function.</summary>
    public static double SigmoidSlope(double x) => Sigmoid(x) * Sigmoid(-x);

    /// <summary>log(1 + exp(x)); Kahan's correction for the rounding of 1 + e.</summary>
    public static double Softplus(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        double u = 1 + e;
        return Math.Max(x, 0) + (u == 1 ? e : Math.Log(u) * e / (u - 1));
    }

    /// <summary>The distribution function of the standard normal distribution.</summary>
    public static double NormalDistribution(double x)
    {
        double tail = Complement(Math.Abs(x) / Math.Sqrt(2)) / 2;
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>erfc(z) for z of at least 0: Abramowitz and Stegun 7.1.6 below 3, the continued fraction 7.1.14 above.</summary>
    private static double Complement(double z)
    {
        if (z < 3)
        {
            double term = z, sum = z;
            for (int n = 1; term > 1e-18 * sum; n++)
            {
                term *= 2 * z * z / ((2 * n) + 1);
                sum += term;
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum);
        }

        double fraction = z;
        for (int n = 80; n > 0; n--)
        {
            fraction = z + (n / 2.0 / fraction);
        }

        return Math.Exp(-z * z) / (Math.Sqrt(Math.PI) * fraction);
    }
}
