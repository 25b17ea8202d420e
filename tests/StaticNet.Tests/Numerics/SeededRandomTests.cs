namespace StaticNet.Tests.Numerics;

public sealed class SeededRandomTests
{
    [Fact]
    public void NormalNumbersHaveMeanZeroAndDeviationOne()
    {
        const int count = 200_000;
        var random = new SeededRandom(5);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
        Assert.InRange(values.Average(), -0.02, 0.02);
        Assert.InRange(values.Average(static v => v * v), 0.98, 1.02);
        Assert.InRange(values.Average(static v => v * v * v * v), 2.85, 3.15);
    }

    [Fact]
    public void WholeNumbersAreEvenlySpread()
    {
        const int bound = 7;
        int[] counts = new int[bound];
        var random = new SeededRandom(1);
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Next(bound)]++;
        }

        Assert.All(counts, static count => Assert.InRange(count, 9_400, 10_600));
    }

    [Fact]
    public void TheSameSeedStartsTheSameSequence()
    {
        var random = new SeededRandom(11);
        ulong[] first = [random.NextBits(), random.NextBits()];
        random.Restart(11);
        Assert.Equal(first, (ulong[])[random.NextBits(), random.NextBits()]);
        Assert.NotEqual(first[0], new SeededRandom(12).NextBits());
    }
}
