namespace StaticNet;

/// <summary>
/// Random numbers whose bits depend on the seed alone, never on the .NET version: xoshiro256**, by Blackman and Vigna,
/// <see href="https://arxiv.org/abs/1805.01407">Scrambled linear pseudorandom number generators</see> (2018).
/// </summary>
internal sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public SeededRandom(ulong seed) => Restart(seed);

    /// <summary>Begins the sequence of another seed.</summary>
    public void Restart(ulong seed)
    {
        s0 = RandomBits.Derive(seed, 0);
        s1 = RandomBits.Derive(seed, 1);
        s2 = RandomBits.Derive(seed, 2);
        s3 = RandomBits.Derive(seed, 3);
    }

    public ulong NextBits()
    {
        ulong result = ulong.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>
    /// Uniform in [0, <paramref name="bound"/>): the high half of a product, biased by less than bound / 2^64.
    /// </summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>
    /// Standard normal: Marsaglia and Bray's polar method. Math.Log may differ between platforms in the last bit of a
    /// double, which rounding to float hides in all but a vanishing share of draws.
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = (2.0 * NextDouble()) - 1.0;
            double v = (2.0 * NextDouble()) - 1.0;
            double square = (u * u) + (v * v);
            if (square is < 1.0 and > 0.0)
            {
                return u * Math.Sqrt(-2.0 * Math.Log(square) / square);
            }
        }
    }
}
