using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>
/// One of the forms in which a network is emitted. Each is a nested class of the generated one; here it is called directly, so that a
/// machine runs all that it can and not only the one that the public methods choose.
/// </summary>
internal sealed record InstructionSet(string Name, bool IsSupported)
{
    /// <summary>The NEON form is written in 128-bit vectors without Arm's own instructions, and so runs anywhere.</summary>
    public static IReadOnlyList<InstructionSet> All { get; } =
    [
        new("Avx512", Vector512.IsHardwareAccelerated && Avx512F.IsSupported),
        new("Avx2", Avx2.IsSupported && Fma.IsSupported),
        new("Neon", Vector128.IsHardwareAccelerated && (Fma.IsSupported || !Sse.IsSupported)),
        new("Scalar", true),
    ];

    public static IEnumerable<InstructionSet> Supported => All.Where(static set => set.IsSupported);

    /// <summary>The one that the public methods choose here.</summary>
    public static InstructionSet Chosen =>
        Supported.First(static set => set.Name != "Neon" || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported);

    public override string ToString() => Name;
}
