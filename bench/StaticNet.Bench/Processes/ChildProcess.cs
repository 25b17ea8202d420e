using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using StaticNet.Bench.Figures;

namespace StaticNet.Bench.Processes;

/// <summary>Runs another program to its end.</summary>
internal static class ChildProcess
{
    /// <summary>What the program wrote to its standard output.</summary>
    /// <exception cref="MeasurementException">The program is missing or failed; the message ends with what it printed last.</exception>
    public static string Run(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            using Process process = Process.Start(start)!;

            // The error stream is read beside the other: a full pipe that nobody empties stops the program.
            var errors = new StringBuilder();
            process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw Failure(file, process.ExitCode, output + errors);
        }
        catch (Win32Exception error)
        {
            throw new MeasurementException($"{file} cannot be started: {error.Message}");
        }
    }

    /// <summary>This program again, in a process of its own, with other settings of the JIT.</summary>
    public static string RunSelf(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        RunAssembly(typeof(ChildProcess).Assembly.Location, arguments, environment);

    /// <summary>A .NET program by the path of its assembly.</summary>
    public static string RunAssembly(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Run("dotnet", [assembly, .. arguments], environment);

    private static MeasurementException Failure(string file, int code, string output)
    {
        const int lastLines = 6;
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new MeasurementException($"{file} ended with code {code}: {string.Join(" / ", lines.TakeLast(lastLines))}");
    }
}
