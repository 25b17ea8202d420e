namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>
/// Writes straight-line code as the methods into which <see cref="Cutting"/> cuts it, and those that call them in order. What is alive at
/// a cut, such as the sums of a dense layer whose tile alone is too long for a method, is handed on by reference.
/// </summary>
/// <param name="entry">The name of the method that runs it all.</param>
/// <param name="parameters">Its parameters, every one a <c>ref float</c>.</param>
internal sealed class StraightLine(string entry, string parameters)
{
    /// <summary>Calls of one method: each may hand on a tile of some 30 registers, and then takes 80 bytes of IL.</summary>
    private const int MostCalls = 100;

    private readonly string arguments = parameters.Replace("ref float ", "ref ");
    private int methods;

    public void Emit(CodeWriter writer, InstructionList instructions)
    {
        List<IReadOnlyList<Piece>> stages = Stages(Cutting.Cut(instructions));
        if (stages.Count == 1)
        {
            EmitStage(writer, entry, stages[0], instructions);
            return;
        }

        string[] names = [.. stages.Select(_ => NewName())];
        using (Open(writer, entry, parameters))
        {
            foreach (string name in names)
            {
                writer.Line($"{name}({arguments});");
            }
        }

        for (int i = 0; i < stages.Count; i++)
        {
            writer.Line();
            EmitStage(writer, names[i], stages[i], instructions);
        }
    }

    /// <summary>Pieces that one method calls: as many as it may, up to one that hands nothing on.</summary>
    private static List<IReadOnlyList<Piece>> Stages(List<Piece> pieces)
    {
        var stages = new List<IReadOnlyList<Piece>>();
        for (int from = 0; from < pieces.Count;)
        {
            int to = Math.Min(from + MostCalls, pieces.Count);
            int last = pieces.FindLastIndex(to - 1, to - from, static piece => piece.Left.Count == 0);
            to = (last >= 0 ? last : pieces.FindIndex(to, static piece => piece.Left.Count == 0)) + 1;
            stages.Add(pieces.GetRange(from, to - from));
            from = to;
        }

        return stages;
    }

    /// <summary>A method that calls one for each piece, and those.</summary>
    private void EmitStage(CodeWriter writer, string name, IReadOnlyList<Piece> pieces, InstructionList instructions)
    {
        string[] names = [.. pieces.Select(_ => NewName())];
        using (Open(writer, name, parameters))
        {
            foreach (Value value in pieces.SelectMany(static piece => piece.Left).GroupBy(static value => value.Name).Select(static same => same.First()))
            {
                writer.Line($"{value.Type} {value.Name} = default;");
            }

            for (int i = 0; i < pieces.Count; i++)
            {
                writer.Line($"{names[i]}({string.Join(", ", pieces[i].Passed.Select(static value => $"ref {value.Name}").Prepend(arguments))});");
            }
        }

        for (int i = 0; i < pieces.Count; i++)
        {
            writer.Line();
            EmitPiece(writer, names[i], pieces[i], instructions);
        }
    }

    private void EmitPiece(CodeWriter writer, string name, Piece piece, InstructionList instructions)
    {
        // What is worked on lives in locals of the method: what lies behind a reference stays in no register.
        string signature = string.Join(", ", piece.Passed.Select(static value => $"ref {value.Type} {value.Name}_passed").Prepend(parameters));
        using (Open(writer, name, signature))
        {
            var declared = new HashSet<string>();
            foreach (Value value in piece.Taken)
            {
                writer.Line($"{value.Type} {value.Name} = {value.Name}_passed;");
                declared.Add(value.Name);
            }

            for (int i = piece.From; i < piece.To; i++)
            {
                instructions.Write(writer, i, declares: instructions[i].Defines is { } value && declared.Add(value.Name));
            }

            foreach (Value value in piece.Left)
            {
                writer.Line($"{value.Name}_passed = {value.Name};");
            }
        }
    }

    private string NewName() => $"{entry}{++methods}";

    /// <summary>Inlined, a method would be part of one that is too large again.</summary>
    private static CodeWriter.Block Open(CodeWriter writer, string name, string signature)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        return writer.Open($"private static void {name}({signature})");
    }
}
