using System.ComponentModel;

namespace StaticNet;

/// <summary>
/// Brings pictures into the form in which a network's code reads them: floats, channel after channel, normalised if the network
/// is declared so. One pass over the pixels does all of it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class InputReader
{
    private readonly NetworkDescription network;
    private readonly int channels;
    private readonly int plane;
    private readonly float[] scales;
    private readonly float[] byteScales;
    private readonly float[] shifts;
    private readonly InterleavedPixels?[] interleavings = new InterleavedPixels?[(int)PixelOrder.Bgra + 1];

    /// <summary>A reader for a network's inputs.</summary>
    /// <param name="network">The network.</param>
    public InputReader(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        channels = network.InputShape[0];
        plane = network.InputLength / channels;
        scales = new float[channels];
        byteScales = new float[channels];
        shifts = new float[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            double mean = network.InputMean.Count == 0 ? 0 : network.InputMean[channel];
            double deviation = network.InputDeviation.Count == 0 ? 1 : network.InputDeviation[channel];
            scales[channel] = (float)(1 / deviation);
            byteScales[channel] = (float)(1 / (255 * deviation));
            shifts[channel] = (float)(-mean / deviation);
        }
    }

    /// <summary>Pictures of bytes as the network reads them, in memory that is rented until they are disposed of.</summary>
    /// <param name="pixels">Pictures, one after another.</param>
    /// <param name="order">The order of their values.</param>
    /// <exception cref="ArgumentException">Not a whole number of pictures, or the network's channels are no colours.</exception>
    public InputPictures Read(ReadOnlySpan<byte> pixels, PixelOrder order)
    {
        var pictures = new InputPictures(checked(CountOf(pixels.Length, order) * network.InputLength));
        Read(pixels, order, pictures.Writable);
        return pictures;
    }

    /// <summary>Pictures of floats as the network reads them, in memory that is rented until they are disposed of.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, PixelOrder)" />
    public InputPictures Read(ReadOnlySpan<float> pixels, PixelOrder order)
    {
        var pictures = new InputPictures(checked(CountOf(pixels.Length, order) * network.InputLength));
        Read(pixels, order, pictures.Writable);
        return pictures;
    }

    /// <summary>How many pictures so many values are.</summary>
    /// <param name="length">Bytes or floats.</param>
    /// <param name="order">Their order.</param>
    /// <exception cref="ArgumentException">Not a whole number of pictures, or the network's channels are no colours.</exception>
    public int CountOf(int length, PixelOrder order)
    {
        int picture = plane * Stride(order);
        return length % picture == 0 ? length / picture : throw new ArgumentException(
            $"{network.Name} takes pictures of {picture} values in the order {order} ({plane} pixels of {Stride(order)}), and {length} values are no whole number of them.");
    }

    /// <summary>Reads bytes: each is divided by 255 and then normalised.</summary>
    /// <param name="pixels">Pictures, one after another.</param>
    /// <param name="order">The order of their values.</param>
    /// <param name="target">Receives <c>[N, C, H, W]</c>.</param>
    public void Read(ReadOnlySpan<byte> pixels, PixelOrder order, Span<float> target)
    {
        int count = CountOf(pixels.Length, order), picture = plane * Stride(order);
        InterleavedPixels? interleaved = Interleaved(order);
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<byte> source = pixels.Slice(n * picture, picture);
            Span<float> planes = target.Slice(n * channels * plane, channels * plane);
            interleaved?.Read(source, planes, byteScales, shifts);
            for (int start = 0; interleaved is null && start < planes.Length; start += plane)
            {
                PixelConversion.Convert(source.Slice(start, plane), planes[start..], byteScales[start / plane], shifts[start / plane]);
            }
        }
    }

    /// <summary>Reads floats: each is normalised.</summary>
    /// <param name="pixels">Pictures, one after another.</param>
    /// <param name="order">The order of their values.</param>
    /// <param name="target">Receives <c>[N, C, H, W]</c>.</param>
    public void Read(ReadOnlySpan<float> pixels, PixelOrder order, Span<float> target)
    {
        int count = CountOf(pixels.Length, order), picture = plane * Stride(order);
        InterleavedPixels? interleaved = Interleaved(order);
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<float> source = pixels.Slice(n * picture, picture);
            Span<float> planes = target.Slice(n * channels * plane, channels * plane);
            interleaved?.Read(source, planes, scales, shifts);
            for (int start = 0; interleaved is null && start < planes.Length; start += plane)
            {
                PixelConversion.Convert(source.Slice(start, plane), planes[start..], scales[start / plane], shifts[start / plane]);
            }
        }
    }

    /// <summary>Where the pixels of an order are taken apart; null for planes, which are only converted.</summary>
    private InterleavedPixels? Interleaved(PixelOrder order)
    {
        if (order == PixelOrder.Planar || channels == 1)
        {
            return null;
        }

        // Two callers at a time may both make one: either serves.
        ref InterleavedPixels? made = ref interleavings[(int)order];
        if (Volatile.Read(ref made) is not { } found)
        {
            int[] places = new int[channels];
            for (int channel = 0; channel < channels; channel++)
            {
                places[channel] = order is PixelOrder.Bgr or PixelOrder.Bgra ? 2 - channel : channel;
            }

            found = new InterleavedPixels(Stride(order), places);
            Volatile.Write(ref made, found);
        }

        return found;
    }

    /// <summary>Values of a pixel, those that are not read included.</summary>
    private int Stride(PixelOrder order)
    {
        int stride = order switch
        {
            PixelOrder.Planar or PixelOrder.Interleaved => channels,
            PixelOrder.Bgr => 3,
            PixelOrder.Rgba or PixelOrder.Bgra => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order of pixels."),
        };
        return order is PixelOrder.Planar or PixelOrder.Interleaved || channels == 3 ? stride : throw new ArgumentException(
            $"{network.Name} takes {channels} channels, and {order} is an order of the colours of three: use Planar or Interleaved.", nameof(order));
    }
}
