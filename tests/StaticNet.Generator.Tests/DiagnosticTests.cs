using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StaticNet.Generator.Tests;

public class DiagnosticTests
{
    public static TheoryData<DiagnosticCase> Cases => [.. DiagnosticCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void OneErrorOnTheExactPlace(DiagnosticCase row)
    {
        Markup markup = Parse(row);

        Diagnostic diagnostic = Assert.Single(Harness.Diagnose(markup.Source));

        Assert.Equal(row.Id, diagnostic.Id);
        Assert.Equal(
            markup.Source.Substring(markup.Span!.Value.Start, markup.Span.Value.Length),
            markup.Source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(markup.Span, diagnostic.Location.SourceSpan);
    }

    [Fact]
    public void Messages()
    {
        var text = new StringBuilder();
        foreach (DiagnosticCase row in DiagnosticCases.All)
        {
            text.Append($"{row.Source}\n");
            foreach (Diagnostic diagnostic in Harness.Diagnose(Parse(row).Source))
            {
                text.Append($"    {diagnostic.Id}: {diagnostic.GetMessage()}\n");
            }

            text.Append('\n');
        }

        Snap.Verify(text.ToString(), "txt");
    }

    [Fact]
    public void EveryIdHasACase() => Assert.Equal(
        Diagnostics.Descriptors.All.Select(static descriptor => descriptor.Id).Except(["SN0901", "SN0902"]).Order(),
        DiagnosticCases.All.Select(static row => row.Id).Distinct().Order());

    private static Markup Parse(DiagnosticCase row) => Markup.Parse("using StaticNet;\n" + row.Source);
}
