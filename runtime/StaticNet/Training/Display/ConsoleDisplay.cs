namespace StaticNet.Training;

/// <summary>
/// Shows a training on the console. On a terminal one line is rewritten as the epoch goes on (bar, loss, accuracy,
/// speed, time to go) and stays as the epoch's report when it ends; where the output goes to a file or a pipe there is
/// a plain line for every epoch.
/// </summary>
public sealed class ConsoleDisplay : ITrainingDisplay
{
    private const int DefaultWidth = 80;
    private const int BarWidth = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter writer;
    private readonly bool live;
    private readonly Func<int> width;
    private readonly TimeProvider clock;

    private readonly LineBuilder line = new();
    private long shownAt;
    private int shownLength;
    private bool shown;

    /// <summary>A display on the console, live if that is a terminal.</summary>
    public ConsoleDisplay()
        : this(Console.Out, IsTerminal(), WindowWidth, TimeProvider.System)
    {
    }

    /// <summary>A display on a writer.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="live">Whether it is a terminal, where a line can be rewritten.</param>
    public ConsoleDisplay(TextWriter writer, bool live)
        : this(writer, live, static () => DefaultWidth, TimeProvider.System)
    {
    }

    internal ConsoleDisplay(TextWriter writer, bool live, Func<int> width, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(writer);
        this.writer = writer;
        this.live = live;
        this.width = width;
        this.clock = clock;
    }

    /// <inheritdoc />
    public void Update(in TrainingProgress progress)
    {
        if (!live)
        {
            return;
        }

        long now = clock.GetTimestamp();
        if (shown && clock.GetElapsedTime(shownAt, now) < Interval && progress.Samples < progress.EpochSamples)
        {
            return;
        }

        shown = true;
        shownAt = now;
        FormatProgress(progress);
        Rewrite();
    }

    /// <inheritdoc />
    public void EpochEnded(EpochReport epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        FormatEpoch(epoch);
        if (live)
        {
            Rewrite();
            writer.WriteLine();
            shownLength = 0;
        }
        else
        {
            writer.WriteLine(line.Text);
        }

        writer.Flush();
    }

    /// <inheritdoc />
    public void Ended(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (live && shownLength > 0)
        {
            // A line of an epoch that did not end.
            writer.WriteLine();
            shownLength = 0;
        }

        if (result.Cancelled)
        {
            writer.WriteLine($"cancelled after {result.Epochs.Count} whole {(result.Epochs.Count == 1 ? "epoch" : "epochs")}");
        }

        writer.Flush();
    }

    private static bool IsTerminal() =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return DefaultWidth;
        }
    }

    private void FormatProgress(in TrainingProgress progress)
    {
        int filled = progress.EpochSamples == 0 ? BarWidth : (int)((long)BarWidth * progress.Samples / progress.EpochSamples);
        line.Clear().Add("epoch ").Add(progress.Epoch, "D", 3).Add("/").Add(progress.Epochs, "D").Add("  [");
        line.Repeat('=', filled).Add(filled < BarWidth ? ">" : "").Repeat(' ', BarWidth - filled - 1);
        line.Add("]  loss ").Add(progress.Loss, "F4");
        AddAccuracy("accuracy", progress.Accuracy);
        line.Add("  ").Add(progress.SamplesPerSecond, "N0").Add(" pictures/s  ");
        AddDuration(progress.Remaining);
        line.Add(" to go");
    }

    private void FormatEpoch(EpochReport epoch)
    {
        line.Clear().Add("epoch ").Add(epoch.Epoch, "D", 3).Add("/").Add(epoch.Epochs, "D").Add("  loss ").Add(epoch.Loss, "F4");
        AddAccuracy("accuracy", epoch.Accuracy);
        if (epoch.Validation is { } validation)
        {
            line.Add("  validation loss ").Add(validation.Loss, "F4");
            AddAccuracy("accuracy", validation.Accuracy);
        }

        line.Add("  ").Add(epoch.SamplesPerSecond, "N0").Add(" pictures/s  ");
        AddDuration(epoch.Elapsed);
    }

    private void AddAccuracy(string name, double accuracy)
    {
        if (!double.IsNaN(accuracy))
        {
            line.Add("  ").Add(name).Add(" ").Add(100 * accuracy, "F2").Add(" %");
        }
    }

    private void AddDuration(TimeSpan time)
    {
        if (time.TotalSeconds < 60)
        {
            line.Add(time.TotalSeconds, "F1").Add(" s");
        }
        else
        {
            line.Add((long)time.TotalMinutes, "D").Add(":").Add(time.Seconds, "D2").Add(" min");
        }
    }

    /// <summary>
    /// Writes over the line on the terminal, cut to its width, since a wrapped line could not be taken back.
    /// </summary>
    private void Rewrite()
    {
        int length = Math.Min(line.Length, Math.Max(1, width() - 1));
        writer.Write('\r');
        writer.Write(line.Text[..length]);
        for (int i = length; i < shownLength; i++)
        {
            writer.Write(' ');
        }

        shownLength = length;
        writer.Flush();
    }
}
