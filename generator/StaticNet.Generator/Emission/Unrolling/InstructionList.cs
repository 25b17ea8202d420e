using System.Text;

namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>
/// Straight-line code in its order. Hundreds of thousands of statements are usual, so that what they say and what they read lies in one
/// array each, instead of in objects that the garbage collector would follow.
/// </summary>
internal sealed class InstructionList
{
    private readonly List<Instruction> instructions = [];
    private readonly List<Value> reads = [];
    private char[] text = new char[1 << 16];
    private int length;

    public int Count => instructions.Count;

    public Instruction this[int index] => instructions[index];

    public void AddComment(string comment)
    {
        int from = length;
        Reserve(comment.Length);
        comment.CopyTo(0, text, length, comment.Length);
        length += comment.Length;
        instructions.Add(new Instruction(from, comment.Length, 0, null, reads.Count, 0));
    }

    /// <param name="statement">Its text.</param>
    /// <param name="multiplyAdds">How many multiply-adds it does.</param>
    /// <param name="defines">The value that begins with it.</param>
    /// <param name="needed">The values that it reads, each once.</param>
    public void Add(StringBuilder statement, int multiplyAdds, Value? defines, IReadOnlyCollection<Value> needed)
    {
        Reserve(statement.Length);
        statement.CopyTo(0, text, length, statement.Length);
        instructions.Add(new Instruction(length, statement.Length, multiplyAdds, defines, reads.Count, needed.Count));
        length += statement.Length;
        reads.AddRange(needed);
    }

    /// <summary>Writes a line; with the type of the local that it defines, if that is to be declared there.</summary>
    public void Write(CodeWriter writer, int index, bool declares)
    {
        Instruction instruction = instructions[index];
        writer.Line(declares ? instruction.Defines!.Type + " " : "", text, instruction.From, instruction.Length);
    }

    /// <summary>From the values that are alive behind a statement to those alive before it.</summary>
    public void StepBack(HashSet<Value> alive, int index)
    {
        Instruction instruction = instructions[index];
        if (instruction.Defines is { } defined)
        {
            alive.Remove(defined);
        }

        for (int i = 0; i < instruction.Reads; i++)
        {
            alive.Add(reads[instruction.FirstRead + i]);
        }
    }

    private void Reserve(int more)
    {
        if (text.Length - length < more)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, length + more));
        }
    }
}
