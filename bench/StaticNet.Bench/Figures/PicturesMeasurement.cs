using Networks;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// What it costs to hand over pictures as bytes instead of floats, channel after channel: the pass over the pixels in front of the first layer.
/// </summary>
internal sealed class PicturesMeasurement : IMeasurement
{
    private const double ShareGoalPercent = 1;
    private const int Side = 224;

    public string Verb => "pictures";

    public string Description => "Reading pictures of bytes: its share of LeNet-5's time, and ImageNet's size against copying as many floats";

    public IEnumerable<Figure> Measure(bool quick)
    {
        int rounds = quick ? 20 : 200;
        using Affinity pinned = Affinity.Pin(1);
        return [Share(rounds), .. Enum.GetValues<PixelOrder>().Select(order => Read(order, rounds))];
    }

    private static Figure Share(int rounds)
    {
        var network = new LeNet5();
        using Workspace workspace = network.CreateWorkspace();
        byte[] pixels = Bytes(LeNet5.InputLength);
        float[] input = new float[LeNet5.InputLength], output = new float[LeNet5.OutputLength];
        TurnTimes times = Turns.Run(
            rounds, 1,
            new Subject("floats", () => network.Predict(input, output, workspace)),
            new Subject("bytes", () => network.Predict(pixels, PixelOrder.Planar, output, workspace)));
        double percent = 100 * (times.Ratio(1, 0).Median - 1);
        return new Figure(
            "LeNet-5, one picture as bytes: longer than as floats by",
            FormattableString.Invariant($"{percent:0.0} % of {1000 * times.Milliseconds(0).Median:0.0} us"), $"<= {ShareGoalPercent} %", percent <= ShareGoalPercent);
    }

    private static Figure Read(PixelOrder order, int rounds)
    {
        var network = new NetworkDescription("Colours", [3, Side, Side], [NetworkOutput.Main([1], endsInSoftmax: false)], [], [], 0)
        {
            InputMean = [0.485f, 0.456f, 0.406f],
            InputDeviation = [0.229f, 0.224f, 0.225f],
        };
        var reader = new InputReader(network);
        int values = order is PixelOrder.Rgba or PixelOrder.Bgra ? 4 : 3;
        byte[] pixels = Bytes(Side * Side * values);
        float[] planes = new float[network.InputLength], copy = new float[network.InputLength];
        TurnTimes times = Turns.Run(
            rounds, 1,
            new Subject("copy", () => planes.CopyTo(copy, 0)),
            new Subject("read", () => reader.Read(pixels, order, planes)));
        double microseconds = 1000 * times.Milliseconds(1).Median;
        return Figure.Context(
            $"3x{Side}x{Side} bytes, {order}, read and normalised",
            FormattableString.Invariant(
                $"{microseconds:0} us, {times.Ratio(1, 0).Median:0.0} of the time to copy the floats ({sizeof(float) * planes.Length / microseconds * 1e-3:0} GB/s written)"));
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
