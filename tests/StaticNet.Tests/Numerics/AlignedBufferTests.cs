using System.Runtime.CompilerServices;

namespace StaticNet.Tests.Numerics;

public sealed class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100_003)]
    public unsafe void IsAlignedZeroAndStays(int length)
    {
        var buffer = new AlignedBuffer(length);
        nuint address = (nuint)Unsafe.AsPointer(ref buffer.Origin);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(address, (nuint)Unsafe.AsPointer(ref buffer.Origin));
        Assert.Equal(0u, address % 64);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(length, buffer.Span.Length);
        for (int i = 0; i < length + AlignedBuffer.Slack; i++)
        {
            Assert.Equal(0f, Unsafe.Add(ref buffer.Origin, i));
        }
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(1L << 40)]
    public void RefusesImpossibleLengths(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(length));
}
