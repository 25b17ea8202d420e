using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StaticNet.Measurement;

namespace StaticNet.Peers.OneDnn;

/// <summary>A convolution of oneDNN's: the layer's name, the algorithm (direct or winograd), and the median of its times.</summary>
internal sealed record OneDnnTime(string Layer, string Algorithm, double Milliseconds);

/// <summary>
/// oneDNN's convolutions, measured by a program of its own (dnnl_conv.cpp) in a process of its own, without changes of layout. Program,
/// compiler and library may be missing; then <see cref="Missing"/> says what to do.
/// </summary>
internal sealed partial class OneDnnPeer
{
    private const string Header = "/usr/include/dnnl.hpp";

    /// <summary>Seconds for each layer and algorithm; the program takes at least 30 samples.</summary>
    private const double Seconds = 0.1;

    private static readonly string Source = Path.GetFullPath(Repository.Path("..", "shared", "peers", "dnnl_conv.cpp"));
    private static readonly string Binary = Repository.Path("artifacts", "peers", "dnnl_conv");

    private OneDnnPeer()
    {
    }

    /// <summary>oneDNN's version, known after the first run.</summary>
    public string Version { get; private set; } = "";

    /// <summary>What keeps oneDNN from being measured; null if nothing does.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Looks for the program and its library, and compiles it if need be.</summary>
    public static OneDnnPeer? Find()
    {
        Missing = !File.Exists(Source) ? $"its program, dnnl_conv.cpp, is not at {Path.GetRelativePath(Environment.CurrentDirectory, Source)}"
            : !File.Exists(Header) ? "its headers are missing (Debian: apt install libdnnl-dev g++)"
            : null;
        if (Missing is null && !File.Exists(Binary))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Binary)!);
            Missing = Compile();
        }

        return Missing is null ? new OneDnnPeer() : null;
    }

    /// <summary>One run over all layers and algorithms of the program's list.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public IReadOnlyList<OneDnnTime> Run(int threads)
    {
        var start = new ProcessStartInfo(Binary, [Seconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Version = VersionLine().Match(output).Groups[1].Value;
        return process.ExitCode == 0
            ? [.. TimeLine().Matches(output).Select(static match => new OneDnnTime(
                match.Groups["layer"].Value,
                match.Groups["algorithm"].Value,
                double.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture)))]
            : throw new InvalidOperationException($"dnnl_conv ended with code {process.ExitCode}.");
    }

    private static string? Compile()
    {
        try
        {
            using Process compiler = Process.Start("g++", ["-O2", "-o", Binary, Source, "-ldnnl"]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? null : $"g++ ended with code {compiler.ExitCode} (Debian: apt install libdnnl-dev)";
        }
        catch (Win32Exception)
        {
            return "there is no C++ compiler (Debian: apt install g++)";
        }
    }

    [GeneratedRegex(@"^# oneDNN (\S+)", RegexOptions.Multiline)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^(?<layer>\S+)\s+(?<algorithm>direct|winograd)\s+min_ms=\S+ med_ms=(?<ms>[\d.]+)", RegexOptions.Multiline)]
    private static partial Regex TimeLine();
}
