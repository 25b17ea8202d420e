namespace StaticNet.Tests;

public sealed class PackedOrderTests
{
    public static TheoryData<string, int[], PackedAxis[]> Layouts => new()
    {
        { "one value", [], [] },
        { "bias", [37], [PackedAxis.Strided(37, 1)] },
        { "bias in blocks", [37], [PackedAxis.Blocked(37, 64)] },
        { "strided vector", [5], [PackedAxis.Strided(5, 3)] },
        { "rows", [3, 2, 5, 7], [PackedAxis.Strided(3, 70), PackedAxis.Strided(2, 35), PackedAxis.Strided(5, 7), PackedAxis.Strided(7, 1)] },
        { "rows with gaps", [3, 2, 5, 7], [PackedAxis.Strided(3, 160), PackedAxis.Strided(2, 80), PackedAxis.Strided(5, 16), PackedAxis.Strided(7, 1)] },
        { "blocks of filters, 3x3", [37, 19, 3, 3], Convolution(37, 19, 3, 3) },
        { "blocks of filters, 1x1", [48, 64, 1, 1], Convolution(48, 64, 1, 1) },
        { "blocks of filters, 7x7 of 3", [64, 3, 7, 7], Convolution(64, 3, 7, 7) },
        { "three filters", [3, 17, 1, 2], Convolution(3, 17, 1, 2) },
        { "depthwise", [21, 1, 3, 3], [PackedAxis.Blocked(21, 144), PackedAxis.Strided(1, 0), PackedAxis.Strided(3, 48), PackedAxis.Strided(3, 16)] },
        { "dense behind a map", [21, 18 * 6], [PackedAxis.Blocked(21, 18 * 6 * 16 * 2), PackedAxis.FlattenedBlocked(18, 2, 3, 16)] },
        {
            "filters on the second axis", [5, 19, 2, 2],
            [PackedAxis.Table([0, 400, 200, 800, 600]), PackedAxis.Blocked(19, 64), PackedAxis.Strided(2, 32), PackedAxis.Strided(2, 16)]
        },
        { "groups of six filters", [18, 2, 3], [PackedAxis.Table([.. Enumerable.Range(0, 18).Select(k => (k / 16 * 2000) + (k % 16) + (k / 6 * 96))]), PackedAxis.Strided(2, 48), PackedAxis.Strided(3, 16)] },
        { "two sizes on one axis", [20, 6], [PackedAxis.Blocked(20, 16), PackedAxis.Strided(6, 100)] },
        { "nothing", [0, 4], [PackedAxis.Strided(0, 4), PackedAxis.Strided(4, 1)] },
    };

    /// <summary>Every element where its axes say, in any portions, and nothing else touched.</summary>
    [Theory]
    [MemberData(nameof(Layouts))]
    public void MovesEveryElementToItsPlace(string what, int[] shape, PackedAxis[] axes)
    {
        const int offset = 32;
        var info = new ParameterInfo("a", shape, ParameterRole.Weight, Initialization.Zero, 1, 1, offset, axes);
        int count = (int)info.Count;
        float[] values = TestData.Uniform(count, 1);
        int[] places = [.. Enumerable.Range(0, count).Select(i => Place(i, axes) + offset)];
        using var expected = new GuardedFloats((count == 0 ? 0 : places.Max()) + 1);
        using var packed = new GuardedFloats(expected.Span.Length);
        expected.Span.Fill(7f);
        for (int i = 0; i < count; i++)
        {
            expected.Span[places[i]] = values[i];
        }

        var order = new PackedOrder(info);
        Assert.Equal(count, order.Rows * order.RowLength);
        foreach (int step in new[] { 1, 3, 16, 20, Math.Max(1, order.Rows) })
        {
            packed.Span.Fill(7f);
            using var returned = new GuardedFloats(count);
            for (int row = 0; row < order.Rows; row += step)
            {
                int start = row * order.RowLength, length = Math.Min(step, order.Rows - row) * order.RowLength;
                using var part = new GuardedFloats(length);
                values.AsSpan(start, length).CopyTo(part.Span);
                order.Pack(part.Span, row, packed.Span);
                order.Unpack(expected.Span, row, part.Span);
                part.Span.CopyTo(returned.Span[start..]);
            }

            Assert.True(expected.Span.SequenceEqual(packed.Span), $"{what}, packed {step} rows at a time");
            Assert.True(values.AsSpan().SequenceEqual(returned.Span), $"{what}, unpacked {step} rows at a time");
        }
    }

    [Fact]
    public void PortionsAreWholeBlocksOfAboutTheSizeAskedFor()
    {
        var order = new PackedOrder(new("a", [100, 9], ParameterRole.Weight, Initialization.Zero, 1, 1, 0, [PackedAxis.Blocked(100, 144), PackedAxis.Strided(9, 16)]));
        Assert.Equal(48, order.RowsOf(450));
        Assert.Equal(16, order.RowsOf(1));
        Assert.Equal(100, order.RowsOf(1 << 20));
    }

    [Fact]
    public void ABufferThatIsTooShortIsRefused()
    {
        var order = new PackedOrder(new("a", [4], ParameterRole.Weight, Initialization.Zero, 1, 1, 10, [PackedAxis.Strided(4, 1)]));
        Assert.Throws<ArgumentException>(() => order.Pack(new float[4], 0, new float[13]));
        Assert.Throws<ArgumentException>(() => order.Unpack(new float[13], 0, new float[4]));
        Assert.Throws<ArgumentException>(() => order.Pack(new float[8], 0, new float[14]));
        Assert.Throws<ArgumentException>(() => order.Pack(new float[4], 1, new float[14]));
    }

    private static PackedAxis[] Convolution(int filters, int channels, int height, int width)
    {
        int perBlock = Math.Min(channels, 16), block = height * width * perBlock * 16;
        return
        [
            PackedAxis.Blocked(filters, (channels + 15) / 16 * block),
            PackedAxis.Table([.. Enumerable.Range(0, channels).Select(c => (c / 16 * block) + (c % 16 * 16))]),
            PackedAxis.Strided(height, width * perBlock * 16), PackedAxis.Strided(width, perBlock * 16),
        ];
    }

    private static int Place(int index, PackedAxis[] axes)
    {
        int place = 0;
        for (int axis = axes.Length - 1; axis >= 0; axis--)
        {
            index = Math.DivRem(index, axes[axis].Count, out int along);
            place += axes[axis].Offset(along);
        }

        return place;
    }
}
