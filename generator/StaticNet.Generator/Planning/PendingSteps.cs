namespace StaticNet.Generator.Planning;

/// <summary>
/// The steps that threads may still be at, since they last waited for each other, and whether a further one can begin beside them: not when
/// either writes what the other reads or writes. What counts is where buffers lie, for one may have got another's memory.
/// </summary>
internal sealed class PendingSteps(Arena arena)
{
    private readonly List<Access> accesses = [];

    public void Clear() => accesses.Clear();

    /// <param name="step">A step that begins now.</param>
    /// <param name="isSplit">Whether all threads take part, or the first alone.</param>
    public void Add(Step step, bool isSplit) => accesses.AddRange(Of(step, isSplit));

    /// <summary>Whether threads must wait for each other before a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isSplit">Whether all threads take part, or the first alone, which does its own steps one after another anyway.</param>
    public bool MustEndBefore(Step step, bool isSplit) =>
        Of(step, isSplit).Any(access => accesses.Any(other => access.Conflicts(other)));

    private IEnumerable<Access> Of(Step step, bool isSplit)
    {
        for (int i = 0; i < step.Operands.Count; i++)
        {
            Operand operand = step.Operands[i];
            if (operand.Memory is Memory.Input or Memory.Weights or Memory.Prepared)
            {
                continue;
            }

            bool isWritten = !step.Kernel.WritesLast || i == step.Operands.Count - 1;
            if (operand.Memory != Memory.Arena)
            {
                yield return new Access(operand.Memory, true, 0, int.MaxValue, isWritten, isSplit);
                continue;
            }

            // How far a step reaches into a buffer is not known, but it does not reach before its operand.
            int start = arena.Offsets[operand.Buffer];
            bool isPerPicture = arena.IsPerPicture[operand.Buffer];
            yield return new Access(
                Memory.Arena, isPerPicture, start + (isPerPicture ? 0 : operand.Offset), start + arena.Lengths[operand.Buffer], isWritten, isSplit);
        }
    }

    /// <summary>Floats that a step reads or writes. Memory of each picture and memory of all lie apart.</summary>
    private readonly record struct Access(Memory Memory, bool IsPerPicture, int Start, int End, bool IsWritten, bool IsSplit)
    {
        public bool Conflicts(Access other) =>
            (IsWritten || other.IsWritten) && (IsSplit || other.IsSplit)
            && Memory == other.Memory && IsPerPicture == other.IsPerPicture && Start < other.End && other.Start < End;
    }
}
