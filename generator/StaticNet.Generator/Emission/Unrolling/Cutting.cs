namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>Some statements that become a method: the first, the one behind the last, and the values that it takes over and hands on.</summary>
internal sealed record Piece(int From, int To, IReadOnlyList<Value> Taken, IReadOnlyList<Value> Left)
{
    /// <summary>One value of each local: a method that takes over one value and leaves another in the same local gets it once.</summary>
    public IEnumerable<Value> Passed => Taken.Concat(Left).GroupBy(static value => value.Name).Select(static same => same.First());
}

/// <summary>
/// Cuts straight-line code into methods of a size that the JIT compiles well, as cheaply as it goes. A cut costs a call, and for every
/// value that is alive there a store and a load; between one tile of accumulators and the next none is.
/// </summary>
internal static class Cutting
{
    /// <summary>Multiply-adds of a method. With 448 the JIT takes 5 ms; from 1,344 on it spills.</summary>
    private const int MostMultiplyAdds = 448;

    /// <summary>Characters of a method's statements. One is some 75 characters and 28 bytes of IL, so these are 15 KB of IL.</summary>
    private const int MostText = 40_000;

    /// <summary>A call with its arguments, in values handed on.</summary>
    private const int CallCost = 8;

    public static List<Piece> Cut(InstructionList instructions)
    {
        List<int> borders = Borders(instructions);
        IReadOnlyList<Value>[] alive = AliveAt(instructions, borders);
        return [.. borders.Skip(1).Select((to, i) => new Piece(borders[i], to, alive[i], alive[i + 1]))];
    }

    /// <summary>
    /// The shortest path from the first statement to behind the last, where a step is a method that is small enough and costs what the cut
    /// at its end does. The cheapest place before each is the minimum of a sliding window.
    /// </summary>
    private static List<int> Borders(InstructionList instructions)
    {
        int count = instructions.Count;
        int[] alive = AliveBehind(instructions);
        var cost = new long[count + 1];
        var previous = new int[count + 1];
        var cheapest = new LinkedList<int>();
        int from = 0, text = 0, multiplyAdds = 0;
        for (int to = 1; to <= count; to++)
        {
            while (cheapest.Last is { } last && cost[last.Value] >= cost[to - 1])
            {
                cheapest.RemoveLast();
            }

            cheapest.AddLast(to - 1);
            text += instructions[to - 1].Length;
            multiplyAdds += instructions[to - 1].MultiplyAdds;
            while (from < to - 1 && (text > MostText || multiplyAdds > MostMultiplyAdds))
            {
                text -= instructions[from].Length;
                multiplyAdds -= instructions[from].MultiplyAdds;
                from++;
            }

            while (cheapest.First!.Value < from)
            {
                cheapest.RemoveFirst();
            }

            previous[to] = cheapest.First.Value;
            cost[to] = cost[previous[to]] + CallCost + alive[to - 1];
        }

        var borders = new List<int>();
        for (int border = count; border > 0; border = previous[border])
        {
            borders.Add(border);
        }

        borders.Add(0);
        borders.Reverse();
        return borders;
    }

    /// <summary>How many values are alive behind each statement.</summary>
    private static int[] AliveBehind(InstructionList instructions)
    {
        var alive = new HashSet<Value>();
        var counts = new int[instructions.Count];
        for (int i = instructions.Count - 1; i >= 0; i--)
        {
            counts[i] = alive.Count;
            instructions.StepBack(alive, i);
        }

        return counts;
    }

    /// <summary>The values alive at each border, in the order of their names, so that the text is the same every time.</summary>
    private static IReadOnlyList<Value>[] AliveAt(InstructionList instructions, List<int> borders)
    {
        var alive = new HashSet<Value>();
        var found = new IReadOnlyList<Value>[borders.Count];
        int i = instructions.Count;
        for (int border = borders.Count - 1; border >= 0; border--)
        {
            while (i > borders[border])
            {
                instructions.StepBack(alive, --i);
            }

            found[border] = [.. alive.OrderBy(static value => value.Name, StringComparer.Ordinal)];
        }

        return found;
    }
}
