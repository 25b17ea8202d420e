using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// Collects steps and the buffers they use, then places the buffers: two may share memory when no group needs both. Forward and
/// backward of a training step are one program, so that an activation lives until the last step that reads it.
/// </summary>
/// <param name="onePicture">The program runs for one picture at a time.</param>
internal sealed class ProgramBuilder(bool onePicture)
{
    /// <summary>256 KB.</summary>
    private const int GroupFloats = 64 * 1024;

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
        buffers.Add((length, onePicture));
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
    /// Places the buffers. In a program for one picture, time counts steps. In one for several pictures it counts groups: within a group
    /// pictures interleave, so that its buffers must not share memory.
    /// </summary>
    /// <param name="splits">Step counts at which an entry point ends; groups do not reach across.</param>
    public Arena Place(params int[] splits)
    {
        int[] first = [.. buffers.Select(static _ => int.MaxValue)], last = [.. buffers.Select(static _ => -1)];
        int time = 0;
        for (int i = 0; i < steps.Count; time++)
        {
            int end = onePicture ? i + 1 : EndOfGroup(i, splits.Append(steps.Count).First(split => split > i));
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
        (int shared, int sharedBound) = Pool(b => !buffers[b].PerPicture);
        (int perPicture, int perPictureBound) = Pool(b => buffers[b].PerPicture);
        return new Arena(
            shared, perPicture, sharedBound, perPictureBound, offsets.ToEquatableArray(),
            buffers.Select(static b => b.PerPicture).ToEquatableArray());

        (int Length, int Bound) Pool(Func<int, bool> belongs)
        {
            int[] members = [.. Enumerable.Range(0, buffers.Count).Where(b => belongs(b) && last[b] >= 0)];
            Lifetime[] lifetimes = [.. members.Select(b => new Lifetime(buffers[b].Length, first[b], last[b]))];
            int length = ArenaPlacement.Place(lifetimes, out int[] placed);
            for (int i = 0; i < members.Length; i++)
            {
                offsets[members[i]] = placed[i];
            }

            return (length, ArenaPlacement.Bound(lifetimes));
        }
    }

    /// <summary>
    /// Calls for one picture follow each other within a group, as long as what they touch of a picture stays in the second-level cache from
    /// one to the next: beyond that a group has no use, and its buffers would only be alive for longer. Memory that pictures use one after
    /// another holds a group together.
    /// </summary>
    private int EndOfGroup(int start, int end)
    {
        int last = start + 1;
        while (!steps[start].Kernel.TakesCount && last < end && !steps[last].Kernel.TakesCount && steps[last].Guard == steps[start].Guard)
        {
            last++;
        }

        if (onePicture)
        {
            return last;
        }

        var touched = new HashSet<int>();
        for (int next = start; next < last; next++)
        {
            int[] used = [.. BuffersOf(steps[next])];
            bool fits = touched.Union(used).Sum(b => buffers[b].Length) <= GroupFloats;
            if (next > start && !fits && !steps.GetRange(next, last - next).Any(step => BuffersOf(step).Any(b => !buffers[b].PerPicture && touched.Contains(b))))
            {
                return next;
            }

            touched.UnionWith(used);
        }

        return last;
    }

    private static IEnumerable<int> BuffersOf(Step step) =>
        step.Operands.Where(static operand => operand.Memory == Memory.Arena).Select(static operand => operand.Buffer).Distinct();
}
