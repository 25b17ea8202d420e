using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// Collects steps and the buffers they use, then places the buffers: two may share memory when no group needs both. Forward and
/// backward of a training step are one program, so that an activation lives until the last step that reads it.
/// </summary>
internal sealed class ProgramBuilder
{
    private readonly List<Step> steps = [];
    private readonly List<(int Length, bool PerPicture)> buffers = [];

    /// <summary>Steps so far, to split a program into entry points.</summary>
    public int Count => steps.Count;

    /// <summary>A buffer of each picture.</summary>
    public Operand NewBuffer(int length)
    {
        buffers.Add((length, true));
        return new Operand(Memory.Arena, buffers.Count - 1, 0, length);
    }

    /// <summary>A buffer that pictures use one after another, within one step group.</summary>
    public Operand NewScratch(int length)
    {
        buffers.Add((length, false));
        return new Operand(Memory.Arena, buffers.Count - 1, 0, 0);
    }

    public void Add(Kernel kernel, string title, Guard guard, params Operand[] operands) =>
        steps.Add(new Step(kernel, operands.ToEquatableArray(), title, guard));

    /// <summary>The steps from <paramref name="start"/> up to <paramref name="end"/> as groups.</summary>
    public EquatableArray<StepGroup> Groups(int start, int end)
    {
        var groups = new List<StepGroup>();
        for (int i = start; i < end;)
        {
            int next = EndOfGroup(i, end);
            groups.Add(new StepGroup(steps.GetRange(i, next - i).ToEquatableArray(), !steps[i].Kernel.TakesCount, steps[i].Guard));
            i = next;
        }

        return groups.ToEquatableArray();
    }

    /// <summary>
    /// Places every buffer at the lowest offset where it overlaps none that is alive at the same time, largest first.
    /// Time counts groups: within a group pictures interleave, so its buffers must not share memory.
    /// </summary>
    /// <param name="splits">Step counts at which an entry point ends; groups do not reach across.</param>
    public Arena Place(params int[] splits)
    {
        int[] first = [.. buffers.Select(static _ => int.MaxValue)], last = [.. buffers.Select(static _ => -1)];
        int time = 0;
        for (int i = 0; i < steps.Count; time++)
        {
            int end = EndOfGroup(i, splits.Append(steps.Count).First(split => split > i));
            for (; i < end; i++)
            {
                foreach (Operand operand in steps[i].Operands)
                {
                    if (operand.Memory == Memory.Arena)
                    {
                        first[operand.Buffer] = Math.Min(first[operand.Buffer], time);
                        last[operand.Buffer] = Math.Max(last[operand.Buffer], time);
                    }
                }
            }
        }

        int[] offsets = new int[buffers.Count];
        int Pool(bool perPicture)
        {
            var placed = new List<int>();
            int total = 0;
            foreach (int b in Enumerable.Range(0, buffers.Count).Where(b => buffers[b].PerPicture == perPicture && last[b] >= 0).OrderByDescending(b => buffers[b].Length).ThenBy(static b => b))
            {
                int offset = 0;
                foreach (int other in placed.Where(other => first[other] <= last[b] && first[b] <= last[other]).OrderBy(other => offsets[other]))
                {
                    if (offsets[other] >= offset + buffers[b].Length)
                    {
                        break;
                    }

                    offset = Math.Max(offset, offsets[other] + buffers[other].Length);
                }

                offsets[b] = offset;
                total = Math.Max(total, offset + buffers[b].Length);
                placed.Add(b);
            }

            return total;
        }

        int fixedLength = Pool(perPicture: false), perPicture = Pool(perPicture: true);
        return new Arena(fixedLength, perPicture, offsets.ToEquatableArray(), buffers.Select(static b => b.PerPicture).ToEquatableArray());
    }

    private int EndOfGroup(int start, int end)
    {
        int next = start + 1;
        while (!steps[start].Kernel.TakesCount && next < end && !steps[next].Kernel.TakesCount && steps[next].Guard == steps[start].Guard)
        {
            next++;
        }

        return next;
    }
}
