using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>What a program runs over, which decides how long a buffer lives and for how many pictures it exists.</summary>
internal enum ProgramKind
{
    /// <summary>One picture, or no picture at all.</summary>
    Single,

    /// <summary>
    /// Pictures one after another; only steps that take several at once need them side by side, and what such a step reads or writes is
    /// all that exists of every picture.
    /// </summary>
    Prediction,

    /// <summary>A batch, step by step.</summary>
    Training,
}

/// <summary>
/// Collects steps and the buffers they use, then places the buffers: two may share memory when no group needs both. Forward and
/// backward of a training step are one program, so that an activation lives until the last step that reads it.
/// </summary>
/// <param name="kind">What the program runs over.</param>
internal sealed class ProgramBuilder(ProgramKind kind)
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
        buffers.Add((length, kind == ProgramKind.Single));
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
    /// Places the buffers. In a program for one picture, time counts steps. In one for a batch it counts groups: within a group
    /// pictures interleave, so that its buffers must not share memory. In a prediction it counts steps for what one group uses alone, of
    /// which there is one for all pictures, and groups for what passes from one to another.
    /// </summary>
    /// <param name="splits">Step counts at which an entry point ends; groups do not reach across.</param>
    public Arena Place(params int[] splits)
    {
        int[] group = GroupOfStep(splits);
        bool[] perPicture = [.. buffers.Select(static b => b.PerPicture)];
        if (kind == ProgramKind.Prediction)
        {
            KeepPerPictureWhatCrosses(group, perPicture);
        }

        int[] first = [.. buffers.Select(static _ => int.MaxValue)], last = [.. buffers.Select(static _ => -1)];
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (int buffer in BuffersOf(steps[i]))
            {
                int time = kind == ProgramKind.Training || (kind == ProgramKind.Prediction && perPicture[buffer]) ? group[i] : i;
                first[buffer] = Math.Min(first[buffer], time);
                last[buffer] = Math.Max(last[buffer], time);
            }
        }

        int[] offsets = new int[buffers.Count];
        (int shared, int sharedBound) = Pool(b => !perPicture[b]);
        (int each, int eachBound) = Pool(b => perPicture[b]);
        return new Arena(
            shared, each, sharedBound, eachBound, offsets.ToEquatableArray(), perPicture.ToEquatableArray(),
            buffers.Select(static b => b.Length).ToEquatableArray());

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

    private int[] GroupOfStep(int[] splits)
    {
        int[] groups = new int[steps.Count];
        int group = 0;
        for (int i = 0; i < steps.Count; group++)
        {
            for (int end = EndOfGroup(i, splits.Append(steps.Count).First(split => split > i)); i < end; i++)
            {
                groups[i] = group;
            }
        }

        return groups;
    }

    private void KeepPerPictureWhatCrosses(int[] group, bool[] perPicture)
    {
        int[] home = [.. buffers.Select(static _ => -1)];
        for (int b = 0; b < perPicture.Length; b++)
        {
            perPicture[b] = false;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            foreach (int buffer in BuffersOf(steps[i]))
            {
                perPicture[buffer] |= steps[i].Kernel.TakesCount || (home[buffer] >= 0 && home[buffer] != group[i]);
                home[buffer] = group[i];
            }
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

        if (kind != ProgramKind.Training)
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
