using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>How an entry point calls the kernels of its steps.</summary>
/// <param name="kernels">The methods of the class.</param>
/// <param name="arena">Where buffers lie.</param>
/// <param name="batch">The entry point runs over <c>count</c> pictures.</param>
internal sealed class StepCalls(KernelTable kernels, Arena arena, bool batch)
{
    /// <summary>The call; all units of a kernel that has several, unless <paramref name="units"/> says which.</summary>
    public string Of(Step step, string? units = null)
    {
        Kernel kernel = step.Kernel;
        bool perPicture = batch && !kernel.TakesCount;
        IEnumerable<string> arguments = step.Operands.Select(operand => "ref " + Isa.At(Reference(operand.Memory), Offset(operand, perPicture)));
        string count = kernel.TakesCount ? ", count" : "";
        string seed = kernel.TakesSeed ? ", seed, picture" : "";
        string range = kernel.Units > 1 ? $", {units ?? $"0, {kernel.Units}"}" : "";
        return $"{kernels.NameOf(kernel)}({string.Join(", ", arguments)}{count}{seed}{range});";
    }

    /// <summary>The parameter of an entry point by which a memory comes.</summary>
    public static string Reference(Memory memory) => memory switch
    {
        Memory.Input => "input",
        Memory.Output => "output",
        Memory.OutputGradient => "outputGradient",
        Memory.InputGradient => "inputGradient",
        Memory.Arena => "arena",
        Memory.Weights => "weights",
        Memory.Prepared => "prepared",
        _ => "gradient",
    };

    private string Offset(Operand operand, bool perPicture)
    {
        int constant = operand.Offset;
        bool isArena = operand.Memory == Memory.Arena, isShared = isArena && !arena.IsPerPicture[operand.Buffer];
        string picture = perPicture && operand.PictureStride != 0 && !isShared ? $"(picture * {operand.PictureStride})" : "";
        if (isArena)
        {
            int offset = arena.Offsets[operand.Buffer];
            if (isShared)
            {
                constant += offset;
            }
            else if (batch)
            {
                constant += arena.Fixed;
                picture = (offset == 0 ? "" : $"(count * {offset})" + (picture.Length > 0 ? " + " : "")) + picture;
            }
            else
            {
                constant += arena.Fixed + offset;
            }
        }

        return picture.Length == 0 ? $"{constant}" : constant == 0 ? picture : $"{constant} + {picture}";
    }
}
