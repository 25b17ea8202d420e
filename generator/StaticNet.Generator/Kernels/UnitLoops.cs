using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>The loops of kernels whose work is split: over the units between the parameters from and to.</summary>
internal static class UnitLoops
{
    /// <summary>
    /// Opens a loop over an outer index with some lines each, all of them units: it runs once for every outer index that has units in the
    /// range, and declares first{line} and end{line}, between which its lines lie. Who does neighbouring units so stays at an outer
    /// index, whose weights it keeps in cache. The loop changes the parameter from.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="outer">Name of the outer index, declared where there are several.</param>
    /// <param name="count">Values of the outer index.</param>
    /// <param name="line">Name of a line, to be put behind first and end.</param>
    /// <param name="lines">Lines of each outer index.</param>
    public static CodeWriter.Block Open(CodeWriter writer, string outer, int count, string line, int lines)
    {
        if (count == 1)
        {
            CodeWriter.Block only = writer.Open();
            writer.Line($"int first{line} = from, end{line} = to;");
            return only;
        }

        CodeWriter.Block loop = writer.Open("while (from < to)");
        writer.Line($"int {outer} = from / {lines}, first{line} = from % {lines};");
        writer.Line($"int end{line} = Math.Min({lines}, first{line} + to - from);");
        writer.Line($"from += end{line} - first{line};");
        return loop;
    }
}
