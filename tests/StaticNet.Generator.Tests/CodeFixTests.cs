using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using StaticNet.CodeFixes;

namespace StaticNet.Generator.Tests;

/// <summary>Every fix is applied as an editor would, and what it leaves is analysed again.</summary>
public class CodeFixTests
{
    private static readonly ImmutableArray<CodeFixProvider> Providers = [new SettingCodeFixProvider(), new PartialCodeFixProvider()];

    public static TheoryData<DiagnosticCase> FixableCases =>
        [.. DiagnosticCases.All.Where(static row => Providers.Any(provider => provider.FixableDiagnosticIds.Contains(row.Id)))];

    [Theory]
    [MemberData(nameof(FixableCases))]
    public async Task EveryFixLeavesACleanDeclaration(DiagnosticCase row)
    {
        foreach ((string title, string fixedSource) in await ApplyAll(row))
        {
            Compilation compilation = Harness.Compilation(fixedSource);
            Assert.True(Harness.Diagnose(compilation).IsEmpty, $"after \"{title}\":\n{fixedSource}");
            Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
    }

    [Fact]
    public async Task Fixes()
    {
        var text = new StringBuilder();
        foreach (DiagnosticCase row in DiagnosticCases.All)
        {
            (string, string)[] fixes = [.. await ApplyAll(row)];
            if (fixes.Length == 0)
            {
                continue;
            }

            text.Append($"{row.Id} {row.Source}\n");
            foreach ((string title, string fixedSource) in fixes)
            {
                text.Append($"    {title}\n        {fixedSource.Split('\n', 2)[1]}\n");
            }

            text.Append('\n');
        }

        Snap.Verify(text.ToString(), "txt");
    }

    [Fact]
    public async Task TheFirstDesignExampleOffersItsThreeSettings()
    {
        DiagnosticCase alexNet = DiagnosticCases.All.First(static row => row.Source.Contains("Conv(96, 11"));
        Assert.Equal(["Set Padding = 0", "Set Fit = Fit.Crop", "Set Fit = Fit.Pad"], (await ApplyAll(alexNet)).Select(static fix => fix.Title));
    }

    [Fact]
    public async Task AFullyQualifiedUseKeepsCompiling()
    {
        const string source = "\n[StaticNet.Network(3, 227, 227), StaticNet.Conv(96, 11, Stride = 4)] partial class Net;";
        List<(string Title, string Source)> fixes = await Apply(source.Replace("Stride = 4", "Stride = 5"));
        Assert.Contains(fixes, static fix => fix.Source.Contains("Fit = StaticNet.Fit.Crop"));
        Assert.All(fixes, static fix => Assert.Empty(Harness.Diagnose(fix.Source)));
    }

    [Fact]
    public async Task OneFixCanBeAppliedToTheWholeDocument()
    {
        const string source = """
            using StaticNet;
            [Network(1, 8, 8), Conv(4, 3, Stride = 2)] partial class A;
            [Network(1, 8, 8), Conv(4, 3, Stride = 2)] partial class B;
            """;
        Document document = Open(source);
        ImmutableArray<Diagnostic> diagnostics = await DiagnosticsOf(document);
        var provider = new SettingCodeFixProvider();
        CodeAction? all = await provider.GetFixAllProvider().GetFixAsync(new FixAllContext(
            document,
            provider,
            FixAllScope.Document,
            "Set Fit = Fit.Crop",
            diagnostics.Select(static diagnostic => diagnostic.Id),
            new KnownDiagnostics(diagnostics),
            CancellationToken.None));

        string result = await TextAfter(all!, document);

        Assert.Equal(2, result.Split("Fit = Fit.Crop").Length - 1);
        Assert.Empty(Harness.Diagnose(result));
    }

    private static Task<List<(string Title, string Source)>> ApplyAll(DiagnosticCase row) =>
        Apply(Markup.Parse("using StaticNet;\n" + row.Source).Source);

    private static async Task<List<(string Title, string Source)>> Apply(string source)
    {
        var results = new List<(string, string)>();
        Document document = Open(source);
        foreach (Diagnostic diagnostic in await DiagnosticsOf(document))
        {
            foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                await provider.RegisterCodeFixesAsync(new CodeFixContext(
                    document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
                foreach (CodeAction action in actions)
                {
                    results.Add((action.Title, await TextAfter(action, document)));
                }
            }
        }

        return results;
    }

    private static Document Open(string source)
    {
        CSharpCompilation compilation = Harness.Compilation(source);
        var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Networks",
            "Networks",
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References));
        return project.AddDocument("Source0.cs", source);
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsOf(Document document) =>
        Harness.Diagnose((await document.Project.GetCompilationAsync())!);

    private static async Task<string> TextAfter(CodeAction action, Document document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Document changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation);
        return (await changed.GetTextAsync()).ToString();
    }

    private sealed class KnownDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
