using System.Globalization;

namespace StaticNet.Data;

/// <summary>
/// Pictures of one size with a class each. Pixels are kept as bytes and become floats when they are read: byte / 255,
/// and where a normalisation is set, that less the channel's mean, divided by its deviation.
/// </summary>
public sealed class LabelledImages : IDataset
{
    private readonly ReadOnlyMemory<byte> pixels;
    private readonly ReadOnlyMemory<byte> labels;
    private readonly float[] scales;
    private readonly float[] shifts;

    /// <summary>Pictures from bytes.</summary>
    /// <param name="pixels">Pictures one after another, each <c>[channels, height, width]</c>.</param>
    /// <param name="labels">A class for each, from 0.</param>
    /// <param name="channels">Channels of a picture.</param>
    /// <param name="height">Rows of a picture.</param>
    /// <param name="width">Columns of a picture.</param>
    /// <param name="classNames">Names of the classes; null names them by number.</param>
    /// <exception cref="ArgumentException">The lengths do not go together, or a label has no name.</exception>
    public LabelledImages(
        ReadOnlyMemory<byte> pixels,
        ReadOnlyMemory<byte> labels,
        int channels,
        int height,
        int width,
        IReadOnlyList<string>? classNames = null)
        : this(pixels, labels, [channels, height, width], Names(labels.Span, classNames), null, null)
    {
    }

    private LabelledImages(
        ReadOnlyMemory<byte> pixels,
        ReadOnlyMemory<byte> labels,
        int[] shape,
        IReadOnlyList<string> classNames,
        float[]? mean,
        float[]? deviation)
    {
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
        }

        InputLength = checked(shape[0] * shape[1] * shape[2]);
        if (pixels.Length != (long)labels.Length * InputLength)
        {
            throw new ArgumentException(
                $"{labels.Length} pictures of {string.Join(" x ", shape)} take {(long)labels.Length * InputLength} bytes, "
                + $"not {pixels.Length}.",
                nameof(pixels));
        }

        this.pixels = pixels;
        this.labels = labels;
        Shape = shape;
        ClassNames = classNames;
        Mean = mean ?? new float[shape[0]];
        Deviation = deviation ?? [.. Enumerable.Repeat(1f, shape[0])];
        scales = [.. Deviation.Select(static d => (float)(1.0 / (255.0 * d)))];
        shifts = [.. Mean.Zip(Deviation, static (m, d) => (float)(-(double)m / d))];
    }

    /// <summary>Number of pictures.</summary>
    public int Count => labels.Length;

    /// <summary>Channels, height and width of a picture.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Floats of one picture.</summary>
    public int InputLength { get; }

    /// <summary>0: pictures have a class.</summary>
    public int TargetLength => 0;

    /// <summary>Names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What is subtracted from every channel, on the scale of 0 to 1.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>What every channel is then divided by.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>
    /// Reads grey pictures and their labels from IDX files, plain or gzip, as the MNIST family has them.
    /// </summary>
    /// <param name="imagesPath">Pictures, <c>[count, height, width]</c>.</param>
    /// <param name="labelsPath">Labels, <c>[count]</c>.</param>
    /// <param name="classNames">Names of the classes; null names them by number.</param>
    /// <exception cref="IdxException">A file is malformed, or they do not go together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LabelledImages FromIdx(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null) =>
        FromIdx(IdxFile.Read(imagesPath), IdxFile.Read(labelsPath), classNames);

    /// <summary>Takes grey pictures and their labels from IDX files that have been read.</summary>
    /// <param name="images">Pictures, <c>[count, height, width]</c>.</param>
    /// <param name="labels">Labels, <c>[count]</c>.</param>
    /// <param name="classNames">Names of the classes; null names them by number.</param>
    /// <exception cref="IdxException">They do not go together.</exception>
    public static LabelledImages FromIdx(IdxFile images, IdxFile labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.Shape.Count != 3)
        {
            throw new IdxException(
                "Pictures have 3 dimensions (count, height, width), "
                + $"this file has {images.Shape.Count}: {string.Join(" x ", images.Shape)}.");
        }

        if (labels.Shape.Count != 1)
        {
            throw new IdxException(
                $"Labels have 1 dimension, this file has {labels.Shape.Count}: {string.Join(" x ", labels.Shape)}.");
        }

        if (images.Shape[0] != labels.Shape[0])
        {
            throw new IdxException($"There are {images.Shape[0]} pictures, but {labels.Shape[0]} labels.");
        }

        if (classNames is not null)
        {
            int unknown = labels.Values.Span.IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(255, classNames.Count - 1));
            if (unknown >= 0)
            {
                throw new IdxException(
                    $"Label {labels.Values.Span[unknown]} of picture {unknown} is not one of the {classNames.Count} classes.");
            }
        }

        return new(images.Values, labels.Values, 1, images.Shape[1], images.Shape[2], classNames);
    }

    /// <inheritdoc />
    public int Label(int index) => labels.Span[index];

    /// <summary>The bytes of a picture, <c>[channels, height, width]</c>.</summary>
    /// <param name="index">The picture.</param>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return pixels.Span.Slice((int)((long)index * InputLength), InputLength);
    }

    /// <inheritdoc />
    public void CopyInput(int index, Span<float> destination)
    {
        ReadOnlySpan<byte> picture = Pixels(index);
        int plane = Shape[1] * Shape[2];
        for (int channel = 0; channel < scales.Length; channel++)
        {
            PixelConversion.Convert(
                picture.Slice(channel * plane, plane),
                destination.Slice(channel * plane, plane),
                scales[channel],
                shifts[channel]);
        }
    }

    /// <summary>Not for pictures with classes.</summary>
    /// <param name="index">The picture.</param>
    /// <param name="destination">Nothing is written.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void CopyTarget(int index, Span<float> destination) =>
        throw new NotSupportedException("These pictures have classes, not target vectors.");

    /// <summary>The same pictures, with every channel brought to mean 0 and deviation 1 over all of them.</summary>
    public LabelledImages Normalized()
    {
        int channels = Shape[0];
        int plane = Shape[1] * Shape[2];
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            long sum = 0;
            long squares = 0;
            for (int index = 0; index < Count; index++)
            {
                foreach (byte value in Pixels(index).Slice(channel * plane, plane))
                {
                    sum += value;
                    squares += value * value;
                }
            }

            double count = Math.Max(1.0, (double)Count * plane);
            double average = sum / count;
            double variance = Math.Max(0.0, (squares / count) - (average * average));
            mean[channel] = (float)(average / 255.0);
            deviation[channel] = variance > 0.0 ? (float)(Math.Sqrt(variance) / 255.0) : 1f;
        }

        return Normalized(mean, deviation);
    }

    /// <summary>
    /// The same pictures, normalised with given numbers: those of the training pictures, for pictures to validate with.
    /// </summary>
    /// <param name="mean">One for each channel, on the scale of 0 to 1.</param>
    /// <param name="deviation">One for each channel, above 0.</param>
    public LabelledImages Normalized(IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count != Shape[0] || deviation.Count != Shape[0])
        {
            throw new ArgumentException(
                $"{Shape[0]} channels take as many means and deviations, not {mean.Count} and {deviation.Count}.");
        }

        foreach (float value in deviation)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(deviation));
        }

        return new(pixels, labels, [.. Shape], ClassNames, [.. mean], [.. deviation]);
    }

    /// <summary>Some of the pictures, which share memory with these.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    public LabelledImages Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new(
            pixels.Slice((int)((long)start * InputLength), count * InputLength),
            labels.Slice(start, count),
            [.. Shape],
            ClassNames,
            [.. Mean],
            [.. Deviation]);
    }

    /// <summary>Splits the pictures in two, drawn at random: for training and validation.</summary>
    /// <param name="firstCount">Pictures in the first part.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    public (LabelledImages First, LabelledImages Second) Split(int firstCount, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstCount, Count);
        int[] order = new int[Count];
        Shuffling.Fill(order, RandomBits.Derive((uint)seed, 0));
        return (Pick(order.AsSpan(0, firstCount)), Pick(order.AsSpan(firstCount)));
    }

    private LabelledImages Pick(ReadOnlySpan<int> indices)
    {
        byte[] pickedPixels = new byte[indices.Length * InputLength];
        byte[] pickedLabels = new byte[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Pixels(indices[i]).CopyTo(pickedPixels.AsSpan(i * InputLength));
            pickedLabels[i] = labels.Span[indices[i]];
        }

        return new(pickedPixels, pickedLabels, [.. Shape], ClassNames, [.. Mean], [.. Deviation]);
    }

    private static IReadOnlyList<string> Names(ReadOnlySpan<byte> labels, IReadOnlyList<string>? names)
    {
        int classes = 0;
        foreach (byte label in labels)
        {
            classes = Math.Max(classes, label + 1);
        }

        if (names is null)
        {
            return
            [
                .. Enumerable.Range(0, classes).Select(static label => label.ToString(CultureInfo.InvariantCulture)),
            ];
        }

        return names.Count >= classes
            ? [.. names]
            : throw new ArgumentException(
                $"There are {names.Count} class names, but a label of {classes - 1}.", nameof(names));
    }
}
