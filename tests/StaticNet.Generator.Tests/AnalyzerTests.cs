using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Tests;

public class AnalyzerTests
{
    [Fact]
    public void ErrorsCannotBeConfiguredAndWarningsCan() => Assert.All(Descriptors.All, static descriptor =>
    {
        bool isError = descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        Assert.Equal(isError, descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.NotEmpty(descriptor.Description.ToString());
    });

    [Fact]
    public void EveryIdIsInTheReleasesFile()
    {
        string file = File.ReadAllText(
            Path.Combine(Repository.Root, "generator", "StaticNet.Generator", "AnalyzerReleases.Unshipped.md"));
        Assert.All(Descriptors.All, descriptor =>
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}\n", file));
    }

    [Fact]
    public void ADebugBuildIsWarnedOfOnTheClass()
    {
        Diagnostic diagnostic = Assert.Single(Diagnose(Harness.LeNet5, OptimizationLevel.Debug));

        Assert.Equal("SN0901", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Warning, diagnostic.Severity);
        Assert.Equal("LeNet5", Harness.LeNet5.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void AReleaseBuildIsNot() => Assert.Empty(Diagnose(Harness.LeNet5, OptimizationLevel.Release));

    [Fact]
    public void AnErrorComesBeforeThatWarning() => Assert.Equal(
        ["SN0101"],
        Diagnose(Harness.LeNet5.Replace("MaxPool(2)", "MaxPool(3)"), OptimizationLevel.Debug).Select(static diagnostic => diagnostic.Id));

    [Theory]
    [InlineData("SN0901", OptimizationLevel.Debug)]
    [InlineData("SN0120", OptimizationLevel.Release)]
    public void WarningsCanBeSuppressed(string id, OptimizationLevel level)
    {
        string source = Harness.LeNet5.Replace("Padding = 2", level == OptimizationLevel.Debug ? "Padding = 2" : "Padding = 6");
        Assert.Equal(id, Assert.Single(Diagnose(source, level)).Id);
        Assert.Empty(Diagnose($"#pragma warning disable {id}\n{source}", level));
    }

    [Fact]
    public void TwoNetworksInOneFileAreJudgedSeparately()
    {
        const string two = """
            using StaticNet;
            [Network(1, 7, 7), MaxPool(2)] partial class A;
            [Network(1, 7, 7), MaxPool(7)] partial class B;
            [Network(1, 7, 7), MaxPool(9)] partial class C;
            """;
        Assert.Equal(
            ["SN0101 at line 2", "SN0102 at line 4"],
            Harness.Diagnose(two).Select(static diagnostic => $"{diagnostic.Id} at line {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}"));
    }

    [Fact]
    public void LayersAreFoundByTypeAndNotByName()
    {
        const string others = """
            using System;
            [Network, Conv(0), Dense(-1)] class Net;
            class NetworkAttribute : Attribute;
            class ConvAttribute(int filters) : Attribute { public int Filters => filters; }
            class DenseAttribute(int units) : Attribute { public int Units => units; }
            """;
        Assert.Empty(Harness.Diagnose(others));
    }

    [Theory]
    [InlineData("Mine")]
    [InlineData("Relu")]
    public void AnAttributeOfTheUsersOwnIsNotALayerOfOurs(string name)
    {
        Diagnostic diagnostic = Assert.Single(Harness.Diagnose($$"""
            [StaticNet.Network(1, 7, 7), {{name}}, StaticNet.Dense(3)] partial class Net;
            class {{name}}Attribute : StaticNet.LayerAttribute;
            """));
        Assert.Equal("SN0005", diagnostic.Id);
        Assert.Equal(name, diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void AnAliasedNameIsTheSameLayer() => Assert.Equal("SN0102", Assert.Single(Harness.Diagnose(
        "using P = StaticNet.MaxPoolAttribute; [StaticNet.NetworkAttribute(1, 7, 7), P(9)] partial class Net;")).Id);

    private static ImmutableArray<Diagnostic> Diagnose(string source, OptimizationLevel level)
    {
        CSharpCompilation compilation = Harness.Compilation(source);
        return Harness.Diagnose(level == OptimizationLevel.Debug ? Harness.WithoutOptimisation(compilation) : compilation);
    }

    [Fact]
    public void BlocksAreNotNetworks() => Assert.Empty(Harness.Diagnose(
        "using StaticNet; [Conv(3, 3), Relu] class BlockAttribute : LayerAttribute; [Dense(3)] class OtherAttribute : System.Attribute;"));
}
