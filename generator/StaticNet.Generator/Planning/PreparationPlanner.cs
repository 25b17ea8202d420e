using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>
/// Plans what a program makes of the weights before it reads them. That runs whenever they have changed, for a training step once for all
/// pieces of the batch, instead of for every picture.
/// </summary>
internal sealed class PreparationPlanner
{
    private readonly ProgramBuilder program = new(ProgramKind.Single);
    private readonly List<int> starts = [];

    /// <summary>Floats of everything prepared.</summary>
    public int Length { get; private set; }

    /// <summary>Memory for prepared weights, filled by <see cref="Add"/>.</summary>
    public Operand NewMemory(int length)
    {
        var operand = new Operand(Memory.Prepared, -1, Length, 0);
        starts.Add(Length);
        Length += Layout.RoundUp(length);
        return operand;
    }

    /// <summary>Plans a step for a node's weights.</summary>
    public void Add(Node node, Kernel kernel, params Operand[] operands) => program.Add(kernel, node.Name, Guard.Always, operands);

    public Preparation Finish()
    {
        EquatableArray<StepGroup> groups = program.Groups(0, program.Count);
        return new(Length, groups, Parts(groups.SelectMany(static group => group.Steps)), program.Place());
    }

    /// <summary>Steps that touch the same prepared memory belong together.</summary>
    private EquatableArray<EquatableArray<Step>> Parts(IEnumerable<Step> steps)
    {
        var parts = new List<(List<Step> Steps, HashSet<int> Memories)>();
        foreach (Step step in steps)
        {
            var together = (Steps: new List<Step>(), Memories: new HashSet<int>(step.Operands.Where(static operand => operand.Memory == Memory.Prepared).Select(MemoryOf)));
            foreach ((List<Step> Steps, HashSet<int> Memories) part in parts.Where(part => part.Memories.Overlaps(together.Memories)).ToArray())
            {
                together.Steps.AddRange(part.Steps);
                together.Memories.UnionWith(part.Memories);
                parts.Remove(part);
            }

            together.Steps.Add(step);
            parts.Add(together);
        }

        return parts.OrderByDescending(part => part.Memories.Sum(LengthOf)).Select(static part => part.Steps.ToEquatableArray()).ToEquatableArray();
    }

    /// <summary>The memory that an operand lies in, by its number.</summary>
    private int MemoryOf(Operand operand)
    {
        int found = starts.BinarySearch(operand.Offset);
        return found < 0 ? ~found - 1 : found;
    }

    private int LengthOf(int memory) => (memory + 1 < starts.Count ? starts[memory + 1] : Length) - starts[memory];
}
