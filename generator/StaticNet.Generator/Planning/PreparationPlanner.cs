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

    /// <summary>Floats of everything prepared.</summary>
    public int Length { get; private set; }

    /// <summary>Memory for prepared weights, filled by <see cref="Add"/>.</summary>
    public Operand NewMemory(int length)
    {
        var operand = new Operand(Memory.Prepared, -1, Length, 0);
        Length += Layout.RoundUp(length);
        return operand;
    }

    /// <summary>Plans a step for a node's weights.</summary>
    public void Add(Node node, Kernel kernel, params Operand[] operands) => program.Add(kernel, node.Name, Guard.Always, operands);

    public Preparation Finish() => new(Length, program.Groups(0, program.Count), program.Place());
}
