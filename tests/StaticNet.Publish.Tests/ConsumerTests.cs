using System.Text.RegularExpressions;
using StaticNet.Publish.Tests.Tools;
using Xunit;

namespace StaticNet.Publish.Tests;

/// <summary>A project that knows StaticNet only as a package from a local feed.</summary>
[Collection(BuildsCollection.Name)]
public sealed partial class ConsumerTests(ConsumerTests.LocalFeed feed) : IClassFixture<ConsumerTests.LocalFeed>
{
    private const string ProjectFile =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StaticNet" Version="VERSION" />
          </ItemGroup>
        </Project>
        """;

    private const string Program =
        """
        using System;
        using System.Linq;

        var network = new Nets.Small();
        float[] probabilities = network.Predict(new float[Nets.Small.InputLength]);
        Console.WriteLine($"{Nets.Small.InputLength} -> {probabilities.Length}, sum {probabilities.Sum():f3}");
        """;

    // The lectures' first layer of AlexNet: (227 - 11 + 2*1) / 4 + 1 = 55.5.
    private const string Declaration =
        """
        using StaticNet;

        namespace Nets;

        [Network(3, 227, 227)]
        [Conv(8, 11, Stride = 4, Padding = 1), Relu, MaxPool(5)]
        [Dense(10), Softmax]
        public partial class Small;
        """;

    [Fact]
    public async Task PackageHoldsRuntimeGeneratorAndCodeFixes()
    {
        string[] expected =
        [
            "LICENSE",
            "README.md",
            "analyzers/dotnet/cs/StaticNet.CodeFixes.dll",
            "analyzers/dotnet/cs/StaticNet.Generator.dll",
            "build/StaticNet.props",
            "buildTransitive/StaticNet.props",
            "lib/net10.0/StaticNet.dll",
            "lib/net10.0/StaticNet.xml",
            "lib/net9.0/StaticNet.dll",
            "lib/net9.0/StaticNet.xml",
        ];
        await using var package = await System.IO.Compression.ZipFile.OpenReadAsync(await feed.PackageAsync());
        Assert.Equal(expected, package.Entries.Select(entry => entry.FullName).Where(IsOurs).Order(StringComparer.Ordinal));

        static bool IsOurs(string name) =>
            !name.EndsWith(".nuspec", StringComparison.Ordinal) && !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml";
    }

    [Fact]
    public async Task OneMistakeIsOneErrorOnItsArgument()
    {
        using TemporaryDirectory project = await feed.ConsumerAsync(ProjectFile, Program, Declaration);
        CommandResult build = await BuildAsync(project);

        Assert.NotEqual(0, build.ExitCode);
        Match message = Assert.Single(Messages(build));
        Assert.Equal("error SN0101", message.Groups["id"].Value);
        Assert.Equal("Nets.cs", Path.GetFileName(message.Groups["file"].Value));
        string[] lines = Declaration.Split('\n');
        int line = Array.FindIndex(lines, text => text.Contains("Padding = 1"));
        Assert.Equal($"{line + 1},{lines[line].IndexOf("Padding = 1", StringComparison.Ordinal) + 1}", message.Groups["at"].Value);
        Assert.Contains("55.5", message.Groups["text"].Value);
    }

    [Fact]
    public async Task MendedDeclarationBuildsWithoutWarningsAndRuns()
    {
        using TemporaryDirectory project = await feed.ConsumerAsync(
            ProjectFile, Program, Declaration.Replace("Padding = 1", "Padding = 0"));
        CommandResult build = (await BuildAsync(project)).MustSucceed();
        Assert.Empty(Messages(build));

        CommandResult run = (await Command.DotnetAsync(project.At("bin/Release/net10.0/Consumer.dll"))).MustSucceed();
        Assert.Equal("154587 -> 10, sum 1.000", run.Output.Trim());
    }

    [Fact]
    public async Task UnoptimisedBuildIsAWarning()
    {
        using TemporaryDirectory project = await feed.ConsumerAsync(
            ProjectFile, Program, Declaration.Replace("Padding = 1", "Padding = 0"));
        CommandResult build = (await BuildAsync(project, "Debug")).MustSucceed();
        Assert.Equal("warning SN0901", Assert.Single(Messages(build)).Groups["id"].Value);
    }

    private static Task<CommandResult> BuildAsync(TemporaryDirectory project, string configuration = "Release") =>
        Command.DotnetAsync(
            "build", project.At("Consumer.csproj"), "-c", configuration, "-nologo", "-v", "quiet");

    /// <summary>Errors and warnings; the build lists each where it arises and once more at its end.</summary>
    private static Match[] Messages(CommandResult build) =>
        [.. MessageLine().Matches(build.Output).DistinctBy(message => message.Value)];

    [GeneratedRegex(@"^(?<file>[^\r\n]*?)(\((?<at>\d+,\d+)\))?\s*: (?<id>(error|warning) \w+): (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex MessageLine();

    /// <summary>The package of this build, under a version of its own, in a directory that serves as the only feed.</summary>
    public sealed class LocalFeed : IDisposable
    {
        private readonly TemporaryDirectory directory = new();
        private readonly string version = $"0.0.0-test.{Guid.NewGuid():n}";
        private readonly Lazy<Task<string>> package;

        public LocalFeed() => package = new Lazy<Task<string>>(PackAsync);

        public Task<string> PackageAsync() => package.Value;

        internal async Task<TemporaryDirectory> ConsumerAsync(string projectFile, string program, string declaration)
        {
            await PackageAsync();
            var project = new TemporaryDirectory();

            // Nothing but the feed, and unpacked packages out of the user's own cache.
            project.Write(
                "nuget.config",
                $"""
                <configuration>
                  <packageSources><clear /><add key="local" value="{directory.Root}" /></packageSources>
                  <config><add key="globalPackagesFolder" value="{directory.At("packages")}" /></config>
                </configuration>
                """);
            project.Write("Consumer.csproj", projectFile.Replace("VERSION", version));
            project.Write("Program.cs", program);
            project.Write("Nets.cs", declaration);
            return project;
        }

        public void Dispose() => directory.Dispose();

        private async Task<string> PackAsync()
        {
            (await Command.DotnetAsync(
                "pack", Repository.At("runtime", "StaticNet", "StaticNet.csproj"), "--no-build", "-nologo", "-v", "quiet",
                "-c", Repository.Configuration, $"-p:PackageVersion={version}", "-o", directory.Root)).MustSucceed();
            return directory.At($"StaticNet.{version}.nupkg");
        }
    }
}
