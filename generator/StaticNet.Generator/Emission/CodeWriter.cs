using System.Text;

namespace StaticNet.Generator.Emission;

/// <summary>Indented text, one line at a time.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>The methods of the class that is being written, where kernels find those they call.</summary>
    public KernelTable Kernels { get; set; } = new();

    public void Line() => text.Append('\n');

    public void Line(string line) => text.Append(' ', depth * 4).Append(line).Append('\n');

    /// <summary>A line of a beginning and of so many characters of an array.</summary>
    public void Line(string beginning, char[] characters, int from, int count) =>
        text.Append(' ', depth * 4).Append(beginning).Append(characters, from, count).Append('\n');

    /// <summary>Comment lines; each gets its "// ".</summary>
    public void Comment(params string[] lines)
    {
        foreach (string line in lines)
        {
            Line(line.Length == 0 ? "//" : "// " + line);
        }
    }

    /// <summary>Writes <paramref name="header"/> and "{"; the result closes the block when disposed.</summary>
    public Block Open(string header)
    {
        Line(header);
        return Open();
    }

    /// <summary>Writes one line after another.</summary>
    public void Lines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Line(line);
        }
    }

    /// <summary>Writes "{"; the result closes the block when disposed.</summary>
    public Block Open()
    {
        Line("{");
        depth++;
        return new Block(this);
    }

    public override string ToString() => text.ToString();

    internal readonly struct Block(CodeWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            writer.Line("}");
        }
    }
}
