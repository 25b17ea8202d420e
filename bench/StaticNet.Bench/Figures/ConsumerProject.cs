using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StaticNet.Bench.Processes;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// A user's project in a folder of its own outside of this repository, which refers to the library and the generator as the package does:
/// as files.
/// </summary>
internal sealed partial class ConsumerProject : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staticnet-build-").FullName;
    private readonly string edited;
    private readonly string text;
    private int edits;

    /// <summary>A project of the given files; the first is the one that is edited.</summary>
    public ConsumerProject(IReadOnlyList<(string Name, string Text)> files)
    {
        File.WriteAllText(Path.Combine(folder, "Build.csproj"), ProjectText());
        foreach ((string name, string content) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), content);
        }

        (edited, text) = (Path.Combine(folder, files[0].Name), files[0].Text);
    }

    /// <summary>Lines that the generator writes for the project.</summary>
    public int EmittedLines()
    {
        string emitted = Path.Combine(folder, "emitted");
        ChildProcess.Run(
            "dotnet",
            ["build", folder, "-nologo", "-v", "quiet", "-c", "Release", "--no-incremental", "-p:EmitCompilerGeneratedFiles=true", $"-p:CompilerGeneratedFilesOutputPath={emitted}"]);
        int lines = Directory.GetFiles(emitted, "*.cs", SearchOption.AllDirectories).Sum(static file => File.ReadLines(file).Count());
        Directory.Delete(emitted, recursive: true);
        return lines;
    }

    /// <summary>The path of the compiled assembly.</summary>
    public string Compiled => Path.Combine(folder, "bin", "Release", "net10.0", "Build.dll");

    /// <summary>Bytes of the compiled assembly.</summary>
    public long CompiledBytes() => new FileInfo(Compiled).Length;

    /// <summary>Changes a line beside the declaration, so that the next build compiles.</summary>
    public void Edit() => File.WriteAllText(edited, $"// Edit {edits++}.\n{text}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Seconds that a build takes, with the compiler server or without.</summary>
    public double Build(bool server)
    {
        long start = Stopwatch.GetTimestamp();
        ChildProcess.Run("dotnet", ["build", folder, "-nologo", "-v", "quiet", "-c", "Release", Server(server)]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Said either way: an environment variable of that name may have turned off what the SDK does by default.
    private static string Server(bool use) => $"-p:UseSharedCompilation={(use ? "true" : "false")}";

    /// <summary>Seconds that the compiler itself counts for the generator in a build.</summary>
    public double GeneratorTime(bool server)
    {
        string output = ChildProcess.Run(
            "dotnet", ["build", folder, "-nologo", "-v", "detailed", "-c", "Release", "-p:ReportAnalyzer=true", Server(server)]);
        Match match = GeneratorLine().Match(output);
        return match.Success
            ? double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)
            : throw new MeasurementException("the compiler reported no time for the generator");
    }

    [GeneratedRegex(@"(?<seconds>[\d.]+)\s+<?\d+\s+StaticNet\.Generator\.StaticNetGenerator")]
    private static partial Regex GeneratorLine();

    private static string ProjectText()
    {
        string library = typeof(INetwork).Assembly.Location;
        string generator = typeof(Generator.StaticNetGenerator).Assembly.Location;
        string properties = Repository.Path("runtime", "StaticNet", "build", "StaticNet.props");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{properties}" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{library}" />
                <Analyzer Include="{generator}" />
              </ItemGroup>
            </Project>
            """;
    }
}
