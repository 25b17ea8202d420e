using System.Net;
using System.Text;
using StaticNet.Measurement;
using StaticNet.Peers.Reports;

namespace StaticNet.Peers.Profile;

/// <summary>
/// The roofline of a profile as an SVG picture: S. Williams, A. Waterman, D. Patterson, "Roofline: An Insightful Visual Performance Model
/// for Multicore Architectures", 2009. A layer stands at its operations per byte, and as high as it is fast; the roof is the measured FMA
/// peak and, to the left, what the memory can deliver. A layer whose algorithm saves operations (Winograd) may stand above the roof.
/// </summary>
internal sealed class Roofline
{
    private const int Width = 960;
    private const int Height = 600;
    private const int Left = 70;
    private const int Right = 30;
    private const int Top = 50;
    private const int Bottom = 60;

    private readonly NetworkProfile profile;
    private readonly IReadOnlyList<(string Name, double GigabytesPerSecond)> memories;
    private readonly TimedLayer[] layers;
    private readonly double leftmost;
    private readonly double rightmost;
    private readonly double lowest;
    private readonly double highest;
    private readonly StringBuilder svg = new();

    private Roofline(NetworkProfile profile, IReadOnlyList<(string Name, double GigabytesPerSecond)> memories)
    {
        this.profile = profile;
        this.memories = memories;
        layers = [.. profile.Layers.Where(static row => row.Layer is { Flop: > 0, Bytes: > 0 })];
        leftmost = Decade(layers.Select(Intensity).Append(1).Min(), Math.Floor);
        rightmost = Decade(layers.Select(Intensity).Append(100).Max(), Math.Ceiling);
        lowest = Decade(layers.Select(Rate).Append(profile.PeakGflopPerSecond).Min(), Math.Floor);
        highest = Decade(layers.Select(Rate).Append(profile.PeakGflopPerSecond).Max() * 1.2, Math.Ceiling);
    }

    /// <summary>
    /// The rates at which one core reads the main memory and a cache of half a megabyte, which is within the second level of any processor
    /// in use.
    /// </summary>
    public static IReadOnlyList<(string Name, double GigabytesPerSecond)> MeasureMemory() =>
        [("memory", MemoryBandwidth.Read(256 << 20)), ("L2 cache", MemoryBandwidth.Read(512 << 10))];

    /// <summary>The picture, which follows the viewer's light or dark setting.</summary>
    public static string Draw(NetworkProfile profile, IReadOnlyList<(string Name, double GigabytesPerSecond)> memories, Machine machine) =>
        new Roofline(profile, memories).Draw(machine);

    private static double Decade(double value, Func<double, double> round) => Math.Pow(10, round(Math.Log10(value)));

    private static double Intensity(TimedLayer row) => row.Layer.Flop / row.Layer.Bytes;

    private double Rate(TimedLayer row) => 1e-6 * row.Layer.Flop * profile.Batch / row.Milliseconds;

    private string Draw(Machine machine)
    {
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif" font-size="12">""");
        svg.Append(
            """
            <style>
              :root { color-scheme: light dark; --ink: #1a1a1a; --faint: #d8d8d8; --roof: #b3261e; --layer: #1f5fbf; --paper: #ffffff; }
              @media (prefers-color-scheme: dark) { :root { --ink: #ececec; --faint: #3a3a3a; --roof: #ff8a80; --layer: #82b1ff; --paper: #121212; } }
              .paper { fill: var(--paper); } text { fill: var(--ink); } .grid { stroke: var(--faint); } .roof { stroke: var(--roof); stroke-width: 2; fill: none; }
              .dashed { stroke-dasharray: 6 4; } .layer { fill: var(--layer); fill-opacity: 0.6; stroke: var(--layer); } .small { font-size: 10px; }
            </style>

            """);
        Line($"""<rect class="paper" width="{Width}" height="{Height}"/>""");
        string title = Format.Invariant($"{profile.Name}, {profile.Isa}, batch {profile.Batch}: {Format.Time(profile.Plain)}; area of a circle: its share of the time");
        Line($"""<text x="{Left}" y="24" font-size="15">{Text(title)}</text>""");
        Grid();
        Roofs();
        double sum = layers.Sum(static row => row.Milliseconds);
        foreach (TimedLayer row in layers.OrderByDescending(static row => row.Milliseconds))
        {
            Circle(row, sum);
        }

        Line($"""<text class="small" x="{Left}" y="{Height - 8}">{Text(machine.ToString())}</text>""");
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private void Grid()
    {
        for (double x = leftmost; x <= rightmost * 1.001; x *= 10)
        {
            Line($"""<line class="grid" x1="{X(x):0.0}" y1="{Top}" x2="{X(x):0.0}" y2="{Height - Bottom}"/>""");
            Line($"""<text x="{X(x):0.0}" y="{Height - Bottom + 16}" text-anchor="middle">{x:0.###}</text>""");
        }

        for (double y = lowest; y <= highest * 1.001; y *= 10)
        {
            Line($"""<line class="grid" x1="{Left}" y1="{Y(y):0.0}" x2="{Width - Right}" y2="{Y(y):0.0}"/>""");
            Line($"""<text x="{Left - 8}" y="{Y(y) + 4:0.0}" text-anchor="end">{y:0.###}</text>""");
        }

        Line($"""<text x="{(Left + Width - Right) / 2}" y="{Height - Bottom + 34}" text-anchor="middle">operations per byte</text>""");
        Line($"""<text transform="translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">GFLOP/s</text>""");
    }

    private void Roofs()
    {
        double peak = profile.PeakGflopPerSecond;
        for (int i = 0; i < memories.Count; i++)
        {
            (string name, double bandwidth) = memories[i];
            double from = Math.Max(leftmost, lowest / bandwidth), ridge = Math.Min(peak / bandwidth, rightmost);
            Line($"""<line class="roof {(i == 0 ? "" : "dashed")}" x1="{X(from):0.0}" y1="{Y(from * bandwidth):0.0}" x2="{X(ridge):0.0}" y2="{Y(ridge * bandwidth):0.0}"/>""");
            double slope = Math.Atan2(Y(ridge * bandwidth) - Y(from * bandwidth), X(ridge) - X(from)) * 180 / Math.PI;
            Line($"""<text transform="translate({X(from) + 6:0.0} {Y(from * bandwidth) - 10:0.0}) rotate({slope:0.0})">{Text(name)} {bandwidth:0} GB/s</text>""");
        }

        double first = memories.Count == 0 ? leftmost : Math.Max(leftmost, memories.Min(memory => peak / memory.GigabytesPerSecond));
        Line($"""<line class="roof" x1="{X(first):0.0}" y1="{Y(peak):0.0}" x2="{Width - Right}" y2="{Y(peak):0.0}"/>""");
        Line($"""<text x="{Width - Right - 4}" y="{Y(peak) - 6:0.0}" text-anchor="end">FMA peak {peak:0} GFLOP/s</text>""");
    }

    private void Circle(TimedLayer row, double sum)
    {
        double share = row.Milliseconds / sum;
        double radius = Math.Max(3, 60 * Math.Sqrt(share / Math.PI));
        string tip = Format.Invariant(
            $"{row.Layer.Name}: {row.Layer.Description}\n{Format.Time(row.Milliseconds)}, {100 * share:0.0} %, {Rate(row):0.0} GFLOP/s, {Intensity(row):0.0} operations per byte\n{row.Layer.Algorithm}");
        Line($"""<circle class="layer" cx="{X(Intensity(row)):0.0}" cy="{Y(Rate(row)):0.0}" r="{radius:0.0}"><title>{Text(tip)}</title></circle>""");
        if (share > 0.04)
        {
            Line($"""<text class="small" x="{X(Intensity(row)):0.0}" y="{Y(Rate(row)) + 3:0.0}" text-anchor="middle">{Text(row.Layer.Name.Split('.')[^1])}</text>""");
        }
    }

    private double X(double intensity) =>
        Left + ((Width - Left - Right) * Math.Log10(intensity / leftmost) / Math.Log10(rightmost / leftmost));

    private double Y(double rate) => Height - Bottom - ((Height - Top - Bottom) * Math.Log10(rate / lowest) / Math.Log10(highest / lowest));

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private void Line(FormattableString line) => svg.Append(Format.Invariant(line)).Append('\n');
}
