using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning;

/// <summary>The memories that emitted code works on; each is a <c>ref float</c> parameter of the emitted entry points.</summary>
internal enum Memory
{
    Input,
    Output,
    OutputGradient,
    InputGradient,
    Arena,
    Weights,
    Prepared,
    Gradient,
}

/// <summary>
/// An argument of a kernel: a place in a memory. For the arena, <see cref="Buffer"/> is the buffer whose offset the arena
/// planner chooses; <see cref="PictureStride"/> is the distance between two pictures, 0 for what all pictures share.
/// </summary>
internal sealed record Operand(Memory Memory, int Buffer, int Offset, int PictureStride)
{
    public Operand At(int offset) => this with { Offset = Offset + offset };
}

/// <summary>When a backward step runs.</summary>
internal enum Guard
{
    Always,

    /// <summary>Only when the gradient of the input is asked for.</summary>
    InputGradient,

    /// <summary>Only when the loss's gradient enters at the output, behind the final softmax.</summary>
    EntryAtOutput,

    /// <summary>Only when it enters before the final softmax.</summary>
    EntryBeforeSoftmax,
}

/// <summary>One kernel call. <see cref="Title"/> names the layer and its arithmetic, for the comment above the call.</summary>
internal sealed record Step(Kernel Kernel, EquatableArray<Operand> Operands, string Title, Guard Guard);

/// <summary>
/// Steps of one entry point in order. Calls that take one picture and stand next to each other under one guard form a group that loops
/// over pictures together, so that a picture's values stay in cache from layer to layer.
/// </summary>
internal sealed record StepGroup(EquatableArray<Step> Steps, bool PerPicture, Guard Guard);

/// <summary>
/// Buffers placed in an arena: n pictures need Fixed + n * PerPicture floats, and buffer b lies at Offsets[b], or for a buffer per
/// picture at Fixed + n * Offsets[b] + picture * stride. The bounds are the most floats alive at one time, which no placement goes below.
/// </summary>
internal sealed record Arena(
    int Fixed, int PerPicture, int FixedBound, int PerPictureBound, EquatableArray<int> Offsets, EquatableArray<bool> IsPerPicture,
    EquatableArray<int> Lengths)
{
    /// <summary>Where the buffer of an operand lies when there is one picture; 0 for the other memories.</summary>
    public int OffsetOf(Operand operand) => operand.Memory != Memory.Arena ? 0 : Offsets[operand.Buffer] + (IsPerPicture[operand.Buffer] ? Fixed : 0);
}
