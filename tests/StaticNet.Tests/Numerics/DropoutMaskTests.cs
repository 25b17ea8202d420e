using System.Runtime.InteropServices;

namespace StaticNet.Tests.Numerics;

public sealed class DropoutMaskTests
{
    [Fact]
    public void TreatsEveryElementAsFactorSays()
    {
        for (int length = 0; length <= 70; length++)
        {
            using var source = new GuardedFloats(length);
            using var destination = new GuardedFloats(length);
            TestData.Uniform(length, length).CopyTo(source.Span);
            DropoutMask.Apply(
                ref MemoryMarshal.GetReference(source.Span), ref MemoryMarshal.GetReference(destination.Span), length, 0.3f, 42, 5, 2);
            using var factors = new GuardedFloats(length);
            DropoutMask.Factors(ref MemoryMarshal.GetReference(factors.Span), length, 0.3f, 42, 5, 2);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(source.Span[i] * DropoutMask.Factor(i, 0.3f, 42, 5, 2), destination.Span[i]);
                Assert.Equal(DropoutMask.Factor(i, 0.3f, 42, 5, 2), factors.Span[i]);
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void ZeroesItsShareAndKeepsTheMean(float rate)
    {
        const int length = 1 << 20;
        float[] values = new float[length];
        Array.Fill(values, 1f);
        DropoutMask.Apply(ref values[0], ref values[0], length, rate, 7, 0, 0);

        // Six standard deviations of a binomial share.
        double tolerance = 6 * Math.Sqrt(rate * (1 - rate) / length);
        Assert.InRange(values.Count(static v => v == 0) / (double)length, rate - tolerance, rate + tolerance);
        Assert.All(values, v => Assert.True(v == 0 || v == 1f / (1f - rate)));
    }

    [Fact]
    public void EveryArgumentMakesAnotherMask()
    {
        int[] masks = [Mask(1, 0, 0), Mask(2, 0, 0), Mask(1, 1, 0), Mask(1, 0, 1), Mask(1, 16, 0), Mask(1UL << 63, 0, 0)];
        Assert.Equal(masks.Length, masks.Distinct().Count());
    }

    [Fact]
    public void MasksOfNeighboursAreUncorrelated()
    {
        const int length = 1 << 16;
        foreach (int distance in (int[])[0, 1, 2, 16])
        {
            int same = 0;
            for (int i = 0; i < length; i++)
            {
                bool first = DropoutMask.Factor(i, 0.5f, 9, 3, 1) > 0;
                bool second = DropoutMask.Factor(i + distance, 0.5f, 9, 4, 1) > 0;
                same += first == second ? 1 : 0;
            }

            Assert.InRange(same / (double)length, 0.5 - (6 * 0.5 / 256), 0.5 + (6 * 0.5 / 256));
        }
    }

    /// <summary>The bits themselves: trained networks are to be repeatable with the next version, too.</summary>
    [Fact]
    public void KeepsItsBits() => Assert.Equal(KnownMask, Mask(1, 2, 3));

    private const int KnownMask = 712920094;

    private static int Mask(ulong seed, long picture, int layer)
    {
        int mask = 0;
        for (int i = 0; i < 32; i++)
        {
            mask |= (DropoutMask.Factor(i, 0.5f, seed, picture, layer) > 0 ? 1 : 0) << i;
        }

        return mask;
    }
}
