using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StaticNet.Measurement;

namespace StaticNet.Peers.Torch;

/// <summary>
/// PyTorch's training step, measured by a script of its own (torch_bench.py) in a process of its own. Both the script and PyTorch may be
/// missing; then <see cref="Missing"/> says what to do.
/// </summary>
internal sealed partial class TorchPeer
{
    private static readonly string Script = Path.GetFullPath(Repository.Path("..", "shared", "peers", "torch_bench.py"));

    /// <summary>Steps of ResNet-18, half a second each, of which the script takes the median.</summary>
    private const int LargeSteps = 8;

    private readonly string python;

    private TorchPeer(string python, string version)
    {
        this.python = python;
        Version = version;
    }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>What keeps PyTorch from being measured; null if nothing does.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Looks for a Python that has PyTorch, and for the script.</summary>
    public static TorchPeer? Find()
    {
        if (!File.Exists(Script))
        {
            Missing = $"its script, torch_bench.py, is not at {Path.GetRelativePath(Environment.CurrentDirectory, Script)}";
            return null;
        }

        // Debian's own interpreter first: its packages are not seen by another one that may come first on the path.
        foreach (string python in (string[])["/usr/bin/python3", "python3"])
        {
            string? version = TryRun(python, "-c", "import torch; print(torch.__version__)");
            if (version is not null)
            {
                return new TorchPeer(python, version);
            }
        }

        Missing = "no Python with PyTorch was found (Debian: apt install python3-torch libopenblas0-openmp)";
        return null;
    }

    /// <summary>One training step of each of <paramref name="nets"/>, from one run of the script.</summary>
    /// <exception cref="InvalidOperationException">The script does not measure one of them.</exception>
    public IReadOnlyDictionary<string, TorchStep> Steps(IReadOnlyCollection<string> nets, int threads)
    {
        ProcessStartInfo start = Start(python, Script, threads.ToString(CultureInfo.InvariantCulture));

        // The settings with which Debian's build is fastest: OpenBLAS with OpenMP, and AVX-512 kernels where the machine has them.
        start.Environment["LD_LIBRARY_PATH"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp";
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["R18"] = LargeSteps.ToString(CultureInfo.InvariantCulture);
        if (FmaPeak.WidestVector == 512)
        {
            start.Environment["OPENBLAS_CORETYPE"] = "SkylakeX";
            start.Environment["ATEN_CPU_CAPABILITY"] = "avx512";
        }

        var steps = new Dictionary<string, TorchStep>();
        using Process process = Process.Start(start)!;
        try
        {
            while (steps.Count < nets.Count && process.StandardOutput.ReadLine() is { } line)
            {
                Match match = TrainLine().Match(line);
                if (match.Success && nets.Contains(match.Groups["net"].Value))
                {
                    // The script takes samples as they come. On one thread its processor time is what an undisturbed machine would need.
                    string group = threads == 1 ? "cpu" : "ms";
                    steps[match.Groups["net"].Value] = new TorchStep(
                        double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture),
                        int.Parse(match.Groups["batch"].Value, CultureInfo.InvariantCulture));
                }
            }
        }
        finally
        {
            // The script goes on to networks that nobody asked for.
            process.Kill();
            process.WaitForExit();
        }

        return steps.Count == nets.Count
            ? steps
            : throw new InvalidOperationException($"torch_bench.py printed no line for training {string.Join(", ", nets.Except(steps.Keys))}.");
    }

    private static string? TryRun(string file, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(Start(file, arguments))!;
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static ProcessStartInfo Start(string file, params string[] arguments) =>
        new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    [GeneratedRegex(@"^train (?<net>\S+)\s+batch=\s*(?<batch>\d+) .*?\bmed_ms=(?<ms>[\d.]+) .*?cpu_med_ms=(?<cpu>[\d.]+)")]
    private static partial Regex TrainLine();
}

/// <summary>The median of PyTorch's training step in milliseconds, and its batch.</summary>
internal sealed record TorchStep(double Milliseconds, int Batch);
