using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Emission;
using Xunit.Abstractions;

namespace StaticNet.Generator.Tests;

/// <summary>
/// The code of random declarations: what is accepted compiles, in reasonable time and into methods that the JIT takes; what is not becomes a
/// stub that compiles as well.
/// </summary>
public class FuzzedCodeTests(ITestOutputHelper log)
{
    /// <summary>Of the accepted declarations every so many-th is written out; FUZZ_EVERY=1 in the environment takes all of them.</summary>
    private static readonly int Every = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_EVERY"), out int every) ? every : 8;

    private const int PerCompilation = 40;
    private const int MostText = 100_000;

    /// <summary>The same as the conformance tests ask of the case list's code.</summary>
    private const int MostBytesOfIl = 20 * 1024;
    private const int MostLocals = 100;

    /// <summary>What became of a declaration: its code, or why there is none.</summary>
    private sealed record WrittenCode(string Source, string[] Files, TimeSpan Time, string? Complaint)
    {
        public int Length => Files.Sum(static file => file.Length);
    }

    /// <summary>The larger ones differ from the others in little but the time that the compiler takes.</summary>
    [Fact]
    public void WhatIsAcceptedIsWrittenQuicklyAndCompiles()
    {
        FuzzedDeclaration[] sample = [.. FuzzCorpus.All.Where(static one => one.IsAccepted).Where(static (_, i) => i % Every == 0)];
        var complaints = new List<string>();
        TimeSpan slowest = TimeSpan.Zero, writing = TimeSpan.Zero, compiling = TimeSpan.Zero;
        int compiled = 0;
        foreach (FuzzedDeclaration[] together in sample.Chunk(PerCompilation))
        {
            long start = Stopwatch.GetTimestamp();
            string[] sources = [.. together.Select(static (one, i) => $"{FuzzCorpus.Usings}namespace Case{i};\n{one.Source}")];
            CSharpCompilation compilation = Harness.Compilation(sources);
            WrittenCode[] codes = [.. together.Select(static (one, i) => (one, i)).AsParallel().AsOrdered().Select(pair => Write(compilation, pair.i, sources[pair.i], pair.one))];

            // What seems slow is written again on its own: two at a time share caches and wait for each other's garbage.
            codes = [.. codes.Select((code, i) => code.Time > FuzzCorpus.Long ? Write(compilation, i, sources[i], together[i]) : code)];
            complaints.AddRange(codes.Select(static code => code.Complaint).OfType<string>());
            TimeSpan longest = codes.Max(static code => code.Time);
            slowest = longest > slowest ? longest : slowest;
            writing += Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            WrittenCode[] small = [.. codes.Where(static code => code.Complaint is null && code.Length < MostText)];
            complaints.AddRange(Complaints(small));
            compiled += small.Length;
            compiling += Stopwatch.GetElapsedTime(start);
        }

        log.WriteLine($"{sample.Length} declarations written in {writing}, the slowest in {slowest}; {compiled} compiled in {compiling}.");
        Assert.InRange(compiled, 300, FuzzCorpus.Count);
        Assert.True(complaints.Count == 0, $"{complaints.Count}:\n{string.Join('\n', complaints.Take(20))}");
    }

    /// <summary>Accepted or not, errors and code do not contradict each other.</summary>
    [Theory]
    [InlineData(1000, 60)]
    [InlineData(1001, 30)]
    public void TheRejectedBecomeStubs(int seed, int count)
    {
        string[] sources = [.. FuzzCorpus.Sources(seed, count).Select(static source => source.Source)];
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(FuzzCorpus.Usings + string.Concat(sources));
        Assert.Null(result.Results[0].Exception);

        ILookup<string, Diagnostic> rejected = Harness.Diagnose(output).ToLookup(diagnostic => ClassAt(output, diagnostic.Location));
        Assert.DoesNotContain("AD0001", rejected.SelectMany(static group => group).Select(static diagnostic => diagnostic.Id));
        ILookup<string, Diagnostic> compiler = output.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .ToLookup(diagnostic => ClassAt(output, diagnostic.Location));
        Assert.True(!compiler[string.Empty].Any(), string.Join('\n', compiler[string.Empty].Select(static diagnostic => $"{diagnostic}")));

        for (int i = 0; i < sources.Length; i++)
        {
            bool isBroken = new[] { $"Net{i}", $"UnitA{i}Attribute", $"UnitB{i}Attribute", $"UnitC{i}Attribute" }.Any(name => compiler[name].Any());
            bool hasError = rejected[$"Net{i}"].Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            INamedTypeSymbol type = output.GetTypeByMetadataName($"Net{i}")!;
            bool isStub = type.GetMembers("Summary").Any(static member => member.DeclaringSyntaxReferences[0].GetSyntax().ToString().Contains("RejectedNetwork"));
            Assert.True(isStub ? isBroken || hasError : !hasError, sources[i]);
        }
    }

    /// <summary>Writes the code of one declaration.</summary>
    private static WrittenCode Write(CSharpCompilation compilation, int number, string source, FuzzedDeclaration one)
    {
        var files = new List<string>();
        TimeSpan longest = TimeSpan.Zero;
        foreach (string name in one.Names)
        {
            try
            {
                NetworkAnalysis analysis = NetworkAnalysis.Of(DeclarationReader.Read(compilation.GetTypeByMetadataName($"Case{number}.{name}")!, CancellationToken.None)!);
                EquatableArray<EmittedFile> written = [];
                TimeSpan time = FuzzCorpus.Shortest(() => written = NetworkEmitter.Emit(analysis.Reading.Declaration!, analysis.Graph!));
                longest = time > longest ? time : longest;
                files.AddRange(written.Select(static file => file.Text));
            }
            catch (Exception exception)
            {
                return new WrittenCode(source, [], longest, $"{exception}\n{one.Source}");
            }
        }

        return new WrittenCode(source, [.. files], longest, longest > FuzzCorpus.Long ? $"Written in {longest}:\n{one.Source}" : null);
    }

    /// <summary>What is wrong with the code of some declarations, compiled.</summary>
    private static IEnumerable<string> Complaints(WrittenCode[] codes)
    {
        string[] sources = [.. codes.Select(static code => code.Source)];
        CSharpCompilation output = Harness.Compilation([.. codes.SelectMany(static code => code.Files.Prepend(code.Source))]);
        using var image = new MemoryStream();
        Diagnostic[] errors = [.. output.Emit(image).Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            return errors.Select(error => $"{error}\n{SourceIn(sources, SpaceOf(error))}");
        }

        image.Position = 0;
        return TooLarge(image, sources);
    }

    /// <summary>Methods that the JIT would give up on.</summary>
    private static List<string> TooLarge(Stream image, string[] sources)
    {
        using var reader = new PEReader(image);
        MetadataReader metadata = reader.GetMetadataReader();
        var complaints = new List<string>();
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(static method => method.RelativeVirtualAddress != 0))
        {
            MethodBodyBlock body = reader.GetMethodBody(method.RelativeVirtualAddress);
            int locals = body.LocalSignature.IsNil ? 0 : LocalCount(metadata, body.LocalSignature);
            int bytes = body.GetILReader().Length;
            if (bytes > MostBytesOfIl || locals > MostLocals)
            {
                TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
                while (!type.GetDeclaringType().IsNil)
                {
                    type = metadata.GetTypeDefinition(type.GetDeclaringType());
                }

                complaints.Add(
                    $"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)} has {bytes} bytes of IL and {locals} locals\n"
                    + SourceIn(sources, metadata.GetString(type.Namespace)));
            }
        }

        return complaints;
    }

    private static int LocalCount(MetadataReader metadata, StandaloneSignatureHandle handle)
    {
        BlobReader blob = metadata.GetBlobReader(metadata.GetStandaloneSignature(handle).Signature);
        blob.ReadSignatureHeader();
        return blob.ReadCompressedInteger();
    }

    private static string? SourceIn(string[] sources, string? space) =>
        Array.Find(sources, source => source.Contains($"namespace {space};", StringComparison.Ordinal));

    private static string? SpaceOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    /// <summary>The class in the fuzzed source that a diagnostic is about; an empty name for generated code, where none may be.</summary>
    private static string ClassAt(Compilation compilation, Location location) =>
        location.SourceTree != compilation.SyntaxTrees.First()
            ? string.Empty
            : location.SourceTree.GetRoot().FindNode(location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? string.Empty;
}
