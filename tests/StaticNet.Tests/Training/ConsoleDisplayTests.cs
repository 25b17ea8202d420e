using StaticNet.Measurement;
using StaticNet.Training;

namespace StaticNet.Tests.Training;

public sealed class ConsoleDisplayTests
{
    private static readonly EpochReport Report = new(
        2, 10, 0.43219, 0.8421, null, 0.05, TimeSpan.FromSeconds(1.26), 41_234);

    [Fact]
    public void WritesPlainLinesWhereThereIsNoTerminal()
    {
        var writer = new StringWriter { NewLine = "\n" };
        var display = new ConsoleDisplay(writer, live: false);
        display.Update(Progress(300));
        display.EpochEnded(Report);
        display.Ended(new([Report], false, TimeSpan.FromSeconds(3)));
        Assert.Equal("epoch   2/10  loss 0.4322  accuracy 84.21 %  41,234 pictures/s  1.3 s\n", writer.ToString());
    }

    [Fact]
    public void SaysThatItWasCancelled()
    {
        var writer = new StringWriter { NewLine = "\n" };
        var display = new ConsoleDisplay(writer, live: false);
        display.Ended(new([Report], true, TimeSpan.FromSeconds(3)));
        Assert.Equal("cancelled after 1 whole epoch\n", writer.ToString());
    }

    [Fact]
    public void RewritesOneLineOnATerminal()
    {
        var clock = new Clock();
        var writer = new StringWriter { NewLine = "\n" };
        var display = new ConsoleDisplay(writer, live: true, static () => 200, clock);
        display.Update(Progress(300));
        clock.Now += TimeSpan.FromMilliseconds(50);
        display.Update(Progress(310));
        clock.Now += TimeSpan.FromMilliseconds(60);
        display.Update(Progress(600));
        display.EpochEnded(Report);
        string[] writes = writer.ToString().Split('\r');
        Assert.Equal(4, writes.Length);
        Assert.Equal("epoch   2/10  [======>             ]  loss 0.5000  accuracy 75.00 %  12,000 pictures/s  2:05 min to go", writes[1]);
        Assert.StartsWith("epoch   2/10  [=============>      ]", writes[2]);
        Assert.Equal("epoch   2/10  loss 0.4322  accuracy 84.21 %  41,234 pictures/s  1.3 s", writes[3].TrimEnd());
        Assert.Equal(writes[2].Length + 1, writes[3].Length);
        Assert.EndsWith("\n", writes[3]);
    }

    [Fact]
    public void NeverWrapsTheLine()
    {
        var writer = new StringWriter { NewLine = "\n" };
        var display = new ConsoleDisplay(writer, live: true, static () => 30, TimeProvider.System);
        display.Update(Progress(300));
        Assert.Equal("\repoch   2/10  [======>       ".Length, writer.ToString().Length);
        display.Ended(new([], true, TimeSpan.Zero));
        Assert.EndsWith("\ncancelled after 0 whole epochs\n", writer.ToString());
    }

    [Fact]
    public void LeavesOutTheAccuracyOfVectors()
    {
        var writer = new StringWriter();
        new ConsoleDisplay(writer, live: false).EpochEnded(Report with { Accuracy = double.NaN });
        Assert.DoesNotContain("accuracy", writer.ToString());
    }

    [Fact]
    public void ShowingProgressAllocatesNothing()
    {
        var display = new ConsoleDisplay(TextWriter.Null, live: true, static () => 80, TimeProvider.System);
        TrainingProgress done = Progress(900);
        Assert.Equal(0, Allocation.OfTenCalls(() => display.Update(done)));
    }

    private static TrainingProgress Progress(int samples) =>
        new(2, 10, samples, 900, 0.5, 0.75, 12_000, TimeSpan.FromSeconds(125));

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
