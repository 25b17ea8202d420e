using System.Globalization;

namespace StaticNet.Training;

/// <summary>
/// Puts a line of text together in memory of its own, so that showing progress allocates nothing. What does not fit is
/// left out.
/// </summary>
internal sealed class LineBuilder
{
    private readonly char[] memory = new char[256];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Text => memory.AsSpan(0, Length);

    public LineBuilder Clear()
    {
        Length = 0;
        return this;
    }

    public LineBuilder Add(string text)
    {
        int count = Math.Min(text.Length, memory.Length - Length);
        text.AsSpan(0, count).CopyTo(memory.AsSpan(Length));
        Length += count;
        return this;
    }

    /// <summary>A number in the invariant culture, on the right of <paramref name="width"/> places.</summary>
    public LineBuilder Add<T>(T number, string format, int width = 0)
        where T : ISpanFormattable
    {
        Span<char> rest = memory.AsSpan(Length);
        if (number.TryFormat(rest, out int written, format, CultureInfo.InvariantCulture))
        {
            int padding = Math.Min(Math.Max(0, width - written), rest.Length - written);
            rest[..written].CopyTo(rest[padding..]);
            rest[..padding].Fill(' ');
            Length += written + padding;
        }

        return this;
    }

    /// <summary>A number of times the same character.</summary>
    public LineBuilder Repeat(char value, int count)
    {
        count = Math.Clamp(count, 0, memory.Length - Length);
        memory.AsSpan(Length, count).Fill(value);
        Length += count;
        return this;
    }
}
