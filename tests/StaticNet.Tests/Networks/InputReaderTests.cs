using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StaticNet.Measurement;

namespace StaticNet.Tests.Networks;

public sealed class InputReaderTests
{
    private static readonly float[] Means = [0.485f, 0.456f, 0.406f, 0.5f, 0.25f, 0.3f, 0.35f, 0.2f, 0.1f];
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f, 0.5f, 0.75f, 1f, 2f, 0.1f, 0.3f];

    public static TheoryData<PixelOrder, int> Forms => new()
    {
        { PixelOrder.Planar, 1 }, { PixelOrder.Planar, 3 }, { PixelOrder.Planar, 4 }, { PixelOrder.Planar, 5 },
        { PixelOrder.Interleaved, 1 }, { PixelOrder.Interleaved, 2 }, { PixelOrder.Interleaved, 3 }, { PixelOrder.Interleaved, 4 },
        { PixelOrder.Interleaved, 5 }, { PixelOrder.Interleaved, 8 }, { PixelOrder.Interleaved, 9 },
        { PixelOrder.Bgr, 3 }, { PixelOrder.Rgba, 3 }, { PixelOrder.Bgra, 3 },
    };

    /// <summary>Against double precision, at sizes around those of vectors, with an inaccessible page behind input and output.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void BytesAndFloatsBecomeNormalisedPlanes(PixelOrder order, int channels)
    {
        foreach ((int height, int width) in new[] { (1, 1), (1, 3), (2, 2), (1, 5), (3, 5), (4, 4), (1, 17), (5, 7), (6, 8), (7, 9), (8, 8), (5, 13), (31, 33) })
        {
            foreach (bool normalizes in new[] { false, true })
            {
                const int pictures = 2;
                NetworkDescription network = Network(channels, height, width, normalizes);
                int plane = height * width, stride = order is PixelOrder.Rgba or PixelOrder.Bgra ? 4 : channels;
                byte[] bytes = new byte[pictures * plane * stride];
                new Random(plane).NextBytes(bytes);
                using var exact = new GuardedFloats((bytes.Length + 3) / 4);
                Span<byte> pixels = System.Runtime.InteropServices.MemoryMarshal.AsBytes(exact.Span)[^bytes.Length..];
                bytes.CopyTo(pixels);
                float[] values = TestData.Uniform(bytes.Length, 3, -2, 2);
                using var floats = new GuardedFloats(values.Length);
                values.CopyTo(floats.Span);
                using var fromBytes = new GuardedFloats(pictures * plane * channels);
                using var fromFloats = new GuardedFloats(pictures * plane * channels);
                var reader = new InputReader(network);
                Assert.Equal(pictures, reader.CountOf(bytes.Length, order));
                reader.Read(pixels, order, fromBytes.Span);
                reader.Read(floats.Span, order, fromFloats.Span);
                for (int i = 0; i < fromBytes.Span.Length; i++)
                {
                    int channel = i / plane % channels, pixel = (i / (plane * channels) * plane) + (i % plane);
                    int at = order switch
                    {
                        PixelOrder.Planar => i,
                        PixelOrder.Bgr or PixelOrder.Bgra => (pixel * stride) + 2 - channel,
                        _ => (pixel * stride) + channel,
                    };
                    double mean = normalizes ? Means[channel] : 0, deviation = normalizes ? Deviations[channel] : 1;
                    Near(((bytes[at] / 255.0) - mean) / deviation, fromBytes.Span[i], mean / deviation);
                    Near((values[at] - mean) / deviation, fromFloats.Span[i], mean / deviation);
                }
            }
        }

        // Scale and shift are rounded once each, the result once more.
        static void Near(double expected, float actual, double shift) =>
            Assert.InRange(actual, expected - Bound(expected, shift), expected + Bound(expected, shift));

        static double Bound(double expected, double shift) => 1.2e-7 * ((2 * Math.Abs(expected)) + (3 * Math.Abs(shift)) + 1e-30);
    }

    /// <summary>The same pixels in any order give the same bits, and bytes in planes those of a dataset of them.</summary>
    [Fact]
    public void OrdersAgreeToTheBit()
    {
        const int height = 9, width = 11, plane = height * width;
        NetworkDescription network = Network(3, height, width, normalizes: true);
        var reader = new InputReader(network);
        byte[] planes = new byte[3 * plane];
        new Random(5).NextBytes(planes);
        float[] expected = new float[planes.Length], actual = new float[planes.Length];
        reader.Read(planes, PixelOrder.Planar, expected);
        foreach ((PixelOrder order, int stride, int[] places) in new[]
        {
            (PixelOrder.Interleaved, 3, new[] { 0, 1, 2 }), (PixelOrder.Bgr, 3, [2, 1, 0]), (PixelOrder.Rgba, 4, [0, 1, 2]), (PixelOrder.Bgra, 4, [2, 1, 0]),
        })
        {
            byte[] pixels = new byte[stride * plane];
            for (int i = 0; i < planes.Length; i++)
            {
                pixels[(i % plane * stride) + places[i / plane]] = planes[i];
            }

            reader.Read(pixels, order, actual);
            Assert.Equal(expected, actual);
        }

        var dataset = new StaticNet.Data.LabelledImages(planes, new byte[1], 3, height, width).Normalized(Means[..3], Deviations[..3]);
        dataset.CopyInput(0, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void FloatsOfADeclarationWithoutNormalisationStayWhatTheyAre()
    {
        var reader = new InputReader(Network(3, 5, 7, normalizes: false));
        float[] values = [.. Enumerable.Range(0, 105).Select(static i => BitConverter.Int32BitsToSingle((i * 20_000_003) & 0x7F7FFFFF))];
        float[] planes = new float[105];
        reader.Read(values, PixelOrder.Interleaved, planes);
        Assert.Equal(Enumerable.Range(0, 105).Select(i => values[(i % 35 * 3) + (i / 35)]), planes);
    }

    [Fact]
    public void EveryVectorWidthGivesTheSameBits()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        for (int start = 0; start < 256; start += PixelConversion.Step)
        {
            Vector128<byte> sixteen = Vector128.Create(bytes, start);
            float[] expected = [.. bytes.Skip(start).Take(16).Select(static value => MathF.FusedMultiplyAdd(value, 0.0171f, -2.118f))];
            float[] actual = new float[16];
            PixelConversion.Store128(sixteen, 0.0171f, -2.118f, ref actual[0]);
            Assert.Equal(expected, actual);
            if (Avx2.IsSupported)
            {
                Array.Clear(actual);
                PixelConversion.Store256(sixteen, 0.0171f, -2.118f, ref actual[0]);
                Assert.Equal(expected, actual);
            }

            if (Avx512F.IsSupported)
            {
                Array.Clear(actual);
                PixelConversion.Store512(sixteen, 0.0171f, -2.118f, ref actual[0]);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void WhatIsNoPictureIsRefused()
    {
        var colours = new InputReader(Network(3, 5, 7, normalizes: false));
        var five = new InputReader(Network(5, 5, 7, normalizes: false));
        Assert.Contains(
            "Input takes pictures of 140 values in the order Rgba (35 pixels of 4), and 141 values are no whole number of them",
            Assert.Throws<ArgumentException>(() => colours.CountOf(141, PixelOrder.Rgba)).Message);
        Assert.Contains(
            "Input takes 5 channels, and Bgr is an order of the colours of three: use Planar or Interleaved",
            Assert.Throws<ArgumentException>(() => five.CountOf(175, PixelOrder.Bgr)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => five.CountOf(175, (PixelOrder)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => colours.Read(new byte[105], PixelOrder.Planar, new float[104]));
    }

    [Fact]
    public void ReadingAllocatesNothingAfterTheFirstTime()
    {
        var reader = new InputReader(Network(3, 5, 7, normalizes: false));
        byte[] pixels = new byte[4 * 105];
        new Random(1).NextBytes(pixels);
        float[] expected = new float[4 * 105];
        reader.Read(pixels, PixelOrder.Interleaved, expected);
        Assert.Equal(0, Allocation.OfTenCalls(() =>
        {
            using InputPictures pictures = reader.Read(pixels, PixelOrder.Interleaved);
            Assert.True(pictures.Values.SequenceEqual(expected));
        }));
    }

    private static NetworkDescription Network(int channels, int height, int width, bool normalizes) => new(
        "Input", [channels, height, width], [NetworkOutput.Main([1], endsInSoftmax: false)], [], [], 0)
    {
        InputMean = normalizes ? Means[..channels] : [],
        InputDeviation = normalizes ? Deviations[..channels] : [],
    };
}
