using Microsoft.CodeAnalysis.Text;

namespace StaticNet.Generator.Tests;

/// <summary>Source in which [| |] marks where a diagnostic belongs.</summary>
internal sealed record Markup(string Source, TextSpan? Span)
{
    public static Markup Parse(string marked)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        if (start < 0)
        {
            return new Markup(marked, null);
        }

        int end = marked.IndexOf("|]", start, StringComparison.Ordinal) - 2;
        return new Markup(marked.Replace("[|", string.Empty).Replace("|]", string.Empty), TextSpan.FromBounds(start, end));
    }
}
