using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Tests;

/// <summary>
/// 20,000 random declarations with blocks (cyclic ones, too), branches, joins and names: neither reader nor graph nor report throws, what is
/// rejected has an error of ours or of the compiler's, and what is accepted compiles.
/// </summary>
public class GraphFuzzTests
{
    private const int PerCompilation = 250;

    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(2, 0.15)]
    [InlineData(3, 0.05)]
    [InlineData(4, 0.01)]
    public void EveryDeclarationIsUnderstoodOrRejected(int seed, double wildness)
    {
        var random = new Random(seed);
        var declarations = new RandomDeclaration(random, wildness);
        int accepted = 0;
        for (int compilations = 0; compilations < 20; compilations++)
        {
            string[] sources = [.. Enumerable.Range(0, PerCompilation).Select(declarations.Next)];
            CSharpCompilation compilation = Harness.Compilation("using StaticNet;\n" + string.Concat(sources));
            HashSet<int> broken = Broken(compilation, sources);
            for (int i = 0; i < PerCompilation; i++)
            {
                INamedTypeSymbol type = compilation.GetTypeByMetadataName($"Net{i}")!;
                NetworkAnalysis analysis = Analyze(type, compilation, sources[i]);
                bool hasError = analysis.Findings.Any(Descriptors.IsError);
                Assert.True(analysis.Graph is null == (hasError || broken.Contains(i)) || analysis.Graph is null == hasError, sources[i]);
                accepted += analysis.Graph is null ? 0 : 1;
            }
        }

        Assert.InRange(accepted, 20, 20 * PerCompilation);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void WhatIsAcceptedCompiles(int seed)
    {
        var declarations = new RandomDeclaration(new Random(seed), wildness: 0.02);
        string[] sources = [.. Enumerable.Range(0, 400).Select(declarations.Next)];
        CSharpCompilation compilation = Harness.Compilation("using StaticNet;\n" + string.Concat(sources));
        HashSet<int> broken = Broken(compilation, sources);
        int[] sample =
        [
            .. Enumerable.Range(0, sources.Length)
                .Where(i => !broken.Contains(i)
                    && NetworkAnalysis.Of(DeclarationReader.Read(compilation.GetTypeByMetadataName($"Net{i}")!, CancellationToken.None)!).Graph is { Nodes.Count: > 4 and < 30 })
                .Take(15),
        ];
        Assert.NotEmpty(sample);

        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile("using StaticNet;\n" + string.Concat(sample.Select(i => sources[i])));

        Assert.Null(result.Results[0].Exception);
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.ToString()));
    }

    /// <summary>As the generator and the analyzer do it, diagnostics with their places included.</summary>
    private static NetworkAnalysis Analyze(INamedTypeSymbol type, Compilation compilation, string source)
    {
        try
        {
            Diagnostic[] reported = [.. FindingReport.Of(type, compilation, CancellationToken.None)];
            NetworkAnalysis analysis = NetworkAnalysis.Of(DeclarationReader.Read(type, CancellationToken.None)!);
            Assert.Equal(analysis.Findings.Select(static finding => finding.Id), reported.Select(static diagnostic => diagnostic.Id));
            Assert.All(reported, static diagnostic => Assert.StartsWith("SN", diagnostic.Id));
            Assert.All(reported, static diagnostic => Assert.False(string.IsNullOrEmpty(diagnostic.GetMessage())));
            return analysis;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message}\n{source}", exception);
        }
    }

    /// <summary>The declarations that the compiler itself rejects.</summary>
    private static HashSet<int> Broken(CSharpCompilation compilation, string[] sources)
    {
        int[] starts = new int[sources.Length];
        int position = "using StaticNet;\n".Length;
        for (int i = 0; i < sources.Length; i++)
        {
            starts[i] = position;
            position += sources[i].Length;
        }

        return
        [
            .. compilation.GetDiagnostics()
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => Array.FindLastIndex(starts, start => start <= diagnostic.Location.SourceSpan.Start)),
        ];
    }
}
