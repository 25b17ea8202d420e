using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>The loops of kernels whose work is split: over the units between the parameters from and to.</summary>
internal static class UnitLoops
{
    /// <summary>
    /// Opens a loop over an outer index with some lines each, all of them units: it declares first{line} and end{line}, between which the lines of an outer index
    /// lie, and changes the parameter from. Who does neighbouring units stays at an outer index, whose weights it keeps in cache; or at some lines, which it has in cache where
    /// it wrote what they read. In both orders an outer index is met once with all its neighbouring lines.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="outer">Name of the outer index, declared where there are several.</param>
    /// <param name="count">Values of the outer index.</param>
    /// <param name="line">Name of a line, to be put behind first and end.</param>
    /// <param name="lines">Lines of each outer index.</param>
    /// <param name="byLines">Units run through the outer indices of a line before the next line, rather than through the lines of an outer index.</param>
    public static IDisposable Open(CodeWriter writer, string outer, int count, string line, int lines, bool byLines)
    {
        if (count == 1)
        {
            IDisposable only = writer.Open();
            writer.Line($"int first{line} = from, end{line} = to;");
            return only;
        }

        IDisposable loop = writer.Open("while (from < to)");
        if (!byLines)
        {
            writer.Line($"int {outer} = from / {lines}, first{line} = from % {lines};");
            writer.Line($"int end{line} = Math.Min({lines}, first{line} + to - from);");
            writer.Line($"from += end{line} - first{line};");
            return loop;
        }

        writer.Line($"int first{line} = from / {count}, start = from % {count};");
        writer.Line($"bool isWhole = start == 0 && to - from >= {count};");
        writer.Line($"int end{line} = isWhole ? to / {count} : first{line} + 1, end = isWhole ? {count} : Math.Min({count}, start + to - from);");
        writer.Line($"from += (end{line} - first{line}) * (end - start);");
        return new Pair(writer.Open($"for (int {outer} = start; {outer} < end; {outer}++)"), loop);
    }

    /// <summary>
    /// Whether the units of a kernel with few weights or none run through lines: where a map has more positions than channels, as where the maps of the convolutions
    /// beside it are larger than their weights.
    /// </summary>
    public static bool IsByLines(Layout target) => target.Positions > target.Channels && target.Depth == 1;

    /// <summary>Two blocks, the inner one closed first.</summary>
    private sealed class Pair(IDisposable inner, IDisposable outer) : IDisposable
    {
        public void Dispose()
        {
            inner.Dispose();
            outer.Dispose();
        }
    }
}
