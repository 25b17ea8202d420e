using StaticNet.Data;

namespace StaticNet.Tests.Data;

public sealed class LabelledImagesTests
{
    [Fact]
    public void PixelsBecomeSharesOf255()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        var images = new LabelledImages(pixels, new byte[1], 1, 16, 16);
        float[] values = new float[256];
        images.CopyInput(0, values);
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i / 255.0, values[i], 1e-7);
        }
    }

    [Fact]
    public void ConversionWritesEveryLengthAndNotMore()
    {
        for (int length = 0; length <= 70; length++)
        {
            using var destination = new GuardedFloats(length);
            byte[] source = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 37))];
            PixelConversion.Convert(source, destination.Span, 0.5f, -3f);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal((source[i] * 0.5f) - 3f, destination.Span[i]);
            }
        }
    }

    [Fact]
    public void NormalisationBringsEveryChannelToMeanZeroAndDeviationOne()
    {
        LabelledImages images = Drawn(50, 3, 5, 7).Normalized();
        for (int channel = 0; channel < 3; channel++)
        {
            double sum = 0;
            double squares = 0;
            float[] values = new float[images.InputLength];
            for (int i = 0; i < images.Count; i++)
            {
                images.CopyInput(i, values);
                sum += values.AsSpan(channel * 35, 35).ToArray().Sum(static v => (double)v);
                squares += values.AsSpan(channel * 35, 35).ToArray().Sum(static v => (double)v * v);
            }

            Assert.Equal(0, sum / (50 * 35), 1e-5);
            Assert.Equal(1, squares / (50 * 35), 1e-4);
        }

        LabelledImages other = Drawn(5, 3, 5, 7).Normalized(images.Mean, images.Deviation);
        Assert.Equal(images.Mean, other.Mean);
        Assert.Equal(images.Mean, other.Slice(1, 2).Mean);
        Assert.Throws<ArgumentException>(() => other.Normalized([0f], [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Normalized(images.Mean, [1f, 0f, 1f]));
    }

    [Fact]
    public void SlicesAndSplitsHoldThePictures()
    {
        LabelledImages images = Drawn(20, 1, 2, 3);
        LabelledImages slice = images.Slice(5, 7);
        Assert.Equal(7, slice.Count);
        Assert.True(images.Pixels(6).SequenceEqual(slice.Pixels(1)));
        Assert.Equal(images.Label(6), slice.Label(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Slice(15, 6));

        (LabelledImages first, LabelledImages second) = images.Split(12, seed: 3);
        Assert.Equal(12, first.Count);
        Assert.Equal(8, second.Count);
        string[] all = [.. Keys(first), .. Keys(second)];
        Assert.Equal(Keys(images).Order(), all.Order());
        Assert.Equal(Keys(first), Keys(images.Split(12, seed: 3).First));
        Assert.NotEqual(Keys(first), Keys(images.Split(12, seed: 4).First));
    }

    [Fact]
    public void LengthsAndNamesMustFit()
    {
        Assert.Throws<ArgumentException>(() => new LabelledImages(new byte[7], new byte[2], 1, 2, 2));
        Assert.Throws<ArgumentException>(() => new LabelledImages(new byte[8], (byte[])[0, 3], 1, 2, 2, ["a", "b", "c"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelledImages(new byte[0], new byte[0], 1, 0, 2));
        Assert.Equal(["0", "1", "2", "3"], new LabelledImages(new byte[8], (byte[])[0, 3], 1, 2, 2).ClassNames);
    }

    [Fact]
    public void SamplesMustDivideEvenly()
    {
        var samples = new Samples(TestData.Uniform(6, 1), TestData.Uniform(4, 2), 2);
        Assert.Equal(3, samples.InputLength);
        Assert.Equal(2, samples.TargetLength);
        Assert.Throws<ArgumentException>(() => new Samples(new float[5], new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Samples([], []));
    }

    private static string[] Keys(LabelledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => $"{images.Label(i)}:{Convert.ToHexString(images.Pixels(i))}")];

    private static LabelledImages Drawn(int count, int channels, int height, int width)
    {
        byte[] pixels = new byte[count * channels * height * width];
        byte[] labels = new byte[count];
        new Random(count).NextBytes(pixels);
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 4);
        }

        return new(pixels, labels, channels, height, width);
    }
}
