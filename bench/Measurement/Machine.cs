using System.Globalization;
using System.Runtime.InteropServices;

namespace StaticNet.Measurement;

/// <summary>What a figure was measured on: without it a figure means nothing.</summary>
public sealed record Machine(string Processor, int Cores, int VectorBits, string System, string Runtime, double? Load)
{
    /// <summary>The machine, its vector width as this process sees it, and how busy it was during the last minute.</summary>
    public static Machine Here() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        FmaPeak.WidestVector,
        SystemName(),
        RuntimeInformation.FrameworkDescription,
        LoadAverage());

    /// <summary>One line, as it stands under a table.</summary>
    public override string ToString()
    {
        string load = Load is { } value ? string.Create(CultureInfo.InvariantCulture, $", load average {value:0.00}") : "";
        return $"{Processor}, {Cores} cores, {VectorBits}-bit vectors, {System}, {Runtime}{load}";
    }

    private static string ProcessorName()
    {
        const string path = "/proc/cpuinfo";
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        string? Field(string name) =>
            lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

        string name = Field("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";

        // A virtual machine often hides the name ("AMD EPYC"); family and model still tell the core's design.
        return Field("cpu family") is { } family && Field("model\t") is { } model
            ? $"{name} (family {family} model {model}), {RuntimeInformation.ProcessArchitecture}"
            : $"{name}, {RuntimeInformation.ProcessArchitecture}";
    }

    private static string SystemName()
    {
        const string path = "/etc/os-release";
        string? pretty = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            : null;
        return pretty?["PRETTY_NAME=".Length..].Trim('"') ?? RuntimeInformation.OSDescription;
    }

    private static double? LoadAverage()
    {
        const string path = "/proc/loadavg";
        return File.Exists(path)
            ? double.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
    }
}
