namespace StaticNet.Tests.Networks;

public sealed class PackedAxisTests
{
    [Fact]
    public void StridedIsAMultiple() => Check(PackedAxis.Strided(5, 7), static i => i * 7, 5);

    [Fact]
    public void BlockedKeepsSixteenTogether() => Check(PackedAxis.Blocked(40, 1000), static i => (i / 16 * 1000) + (i % 16), 40);

    [Fact]
    public void TableIsWhatItIsGiven() => Check(PackedAxis.Table([3, 1, 4]), static i => ((int[])[3, 1, 4])[i], 3);

    [Fact]
    public void FlattenedBlockedFollowsChannelBlocks()
    {
        PackedAxis axis = PackedAxis.FlattenedBlocked(18, 2, 3, 16);
        Assert.Equal(18 * 6, axis.Count);
        int i = 0;
        for (int c = 0; c < 18; c++)
        {
            for (int y = 0; y < 2; y++)
            {
                for (int x = 0; x < 3; x++)
                {
                    Assert.Equal((((((((c / 16) * 2) + y) * 3) + x) * 16) + (c % 16)) * 16, axis.Offset(i++));
                }
            }
        }
    }

    private static void Check(PackedAxis axis, Func<int, int> expected, int count)
    {
        Assert.Equal(count, axis.Count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(expected(i), axis.Offset(i));
        }
    }
}
