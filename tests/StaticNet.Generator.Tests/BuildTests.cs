using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Real builds of a small project that uses the generator as a package would bring it: a network that does not fit must
/// not build, whatever is switched off, and one mistake is one error.
/// </summary>
public sealed partial class BuildTests : IDisposable
{
    private const string Bad = """
        using StaticNet;

        [Network(3, 227, 227)]
        [Conv(96, 11, Stride = 4, Padding = 1), Relu, Dense(10), Softmax]
        public partial class AlexNet;
        """;

    /// <summary>A use of everything that a network offers, which must not add errors to the one.</summary>
    private const string Use = """
        using StaticNet;

        public static class Use
        {
            public static float[] Run(AlexNet network) => network.Predict(new float[AlexNet.InputLength + (int)network.Conv1Weight[0]]);

            public static INetwork Make() => new AlexNet(seed: 1);
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("StaticNet.Build.").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void AMistakeIsOneError() => AssertOneError("SN0101", "Networks.cs(4,27)", Bad);

    [Fact]
    public void WithoutAnalyzersTheGeneratorReportsIt() =>
        AssertOneError("SN0101", "Networks.cs(4,27)", Bad, "-p:RunAnalyzers=false");

    [Fact]
    public void WithoutAnalyzersDuringBuildTheGeneratorReportsIt() =>
        AssertOneError("SN0101", "Networks.cs(4,27)", Bad, "-p:RunAnalyzersDuringBuild=false");

    [Fact]
    public void SeverityNoneDoesNotLetItBuild()
    {
        File.WriteAllText(
            Path.Combine(directory, ".editorconfig"),
            """
            root = true
            [*.cs]
            dotnet_diagnostic.SN0101.severity = none
            dotnet_analyzer_diagnostic.severity = none
            dotnet_analyzer_diagnostic.category-StaticNet.severity = none
            """);
        AssertOneError("SN0101", "Networks.cs(4,27)", Bad);
    }

    [Theory]
    [InlineData("#pragma warning disable SN0101", "")]
    [InlineData("", "-p:NoWarn=SN0101")]
    [InlineData("#pragma warning disable SN0101", "-p:RunAnalyzers=false")]
    public void NoSuppressionLetsItBuild(string line, string property) => AssertOneError(
        "SN0101", "Networks.cs(5,27)", Bad.Replace("using StaticNet;\n", $"using StaticNet;\n{line}\n"), property);

    /// <summary>The compiler honours this one even for errors that are not configurable; the stub does not.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("-p:RunAnalyzers=false")]
    public void ASuppressMessageDoesNotLetItBuild(string property) => AssertOneError(
        "CS1029", "AlexNet.g.cs(4,8)", Bad.Replace("[Network", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"StaticNet\", \"SN0101:The window\")]\n[Network"), property);

    /// <summary>
    /// No stub can complete such a class, so its uses lack members; the compiler must not come to them.
    /// </summary>
    [Theory]
    [InlineData("")]
    [InlineData("-p:RunAnalyzers=false")]
    public void AClassThatIsNotPartialIsOneError(string property) =>
        AssertOneError("SN0001", "Networks.cs(5,14)", Bad.Replace("Padding = 1", "Padding = 0").Replace("partial ", ""), property);

    [Fact]
    public void ADebugBuildWarnsAndIsNotBroken()
    {
        (int exitCode, string[] diagnostics) = Build(Bad.Replace("Padding = 1", "Padding = 0"), "-c", "Debug", "-p:TreatWarningsAsErrors=true");

        Assert.Equal("Networks.cs(5,22): warning SN0901", Assert.Single(diagnostics));
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void AGoodNetworkBuildsWithoutAWord()
    {
        (int exitCode, string[] diagnostics) = Build(Bad.Replace("Padding = 1", "Padding = 0"));

        Assert.Empty(diagnostics);
        Assert.Equal(0, exitCode);
    }

    private void AssertOneError(string id, string place, string source, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(directory, "Use.cs"), Use);
        (int exitCode, string[] diagnostics) = Build(source, arguments);

        Assert.EndsWith($"{place}: error {id}", Assert.Single(diagnostics));
        Assert.NotEqual(0, exitCode);
    }

    private (int ExitCode, string[] Diagnostics) Build(string source, params string[] arguments)
    {
        string[] configuration = arguments.Contains("-c") ? [] : ["-c", "Release"];
        File.WriteAllText(Path.Combine(directory, "Networks.cs"), source);
        File.WriteAllText(
            Path.Combine(directory, "Networks.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{typeof(NetworkAttribute).Assembly.Location}" />
                <Analyzer Include="{typeof(StaticNetGenerator).Assembly.Location}" />
                <Analyzer Include="{typeof(CodeFixes.SettingCodeFixProvider).Assembly.Location}" />
              </ItemGroup>
              <Import Project="{Path.Combine(Repository.Root, "runtime", "StaticNet", "build", "StaticNet.props")}" />
            </Project>
            """);

        // A build of its own: no server that outlives it, and nothing of the project around the tests.
        var start = new ProcessStartInfo("dotnet", ["build", "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. configuration, .. arguments.Where(static argument => argument.Length > 0)])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string[] diagnostics = [.. Diagnostic().Matches(output).Select(static match => match.Value).Distinct()];
        Assert.True(process.ExitCode == 0 || diagnostics.Length > 0, output);
        return (process.ExitCode, diagnostics);
    }

    [GeneratedRegex(@"[\w.]+\.cs\(\d+,\d+\): (error|warning) \w+")]
    private static partial Regex Diagnostic();
}
