using System.Runtime.InteropServices;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;
using PlanMemory = StaticNet.Generator.Planning.Memory;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>
/// Every kernel that prediction of the listed networks calls, and whose work can be split, done in pieces and in any order: the same bits as
/// in one, which is what threads rely on.
/// </summary>
public sealed class SplitTests
{
    public static TheoryData<string> Families => [.. CaseList.Families.Keys];

    [Theory]
    [MemberData(nameof(Families))]
    public void UnitsInAnyOrderMakeTheWhole(string family)
    {
        List<Split> splits = [.. PlannedNetworks.OfFamily(family).SelectMany(static network => SplitsOf(network.Row, network.Plan)).DistinctBy(static split => split.Pieces)];
        if (splits.Count == 0)
        {
            return;
        }

        var emitted = new EmittedKernels(splits.SelectMany(static split => new[] { split.Whole, split.Pieces }));
        foreach (Split split in splits)
        {
            foreach (InstructionSet set in InstructionSet.Supported)
            {
                Check(split, emitted, set.Name);
            }
        }
    }

    /// <summary>So that the test above cannot come to test nothing.</summary>
    [Fact]
    public void KernelsThatTakeTimeCanBeSplit()
    {
        NetworkCase row = new(
            "Large", [32, 48, 48], "Conv(48, 3, Padding = 1), Relu, MaxPool(3, Stride = 2, Padding = 1, Fit = Fit.Crop), Branch, Conv(48, 3, Padding = 1), Branch, Add, Conv(64, 1), GlobalAvgPool, Dense(70)");
        PredictionPlan plan = PlannedNetworks.Of(row).Plan.Prediction;
        string[] kernels = [.. SplitsOf(row, PlannedNetworks.Of(row).Plan).Select(static split => split.Whole.GetType().Name)];
        Assert.Contains(nameof(BlockedConvKernel), kernels);
        Assert.Contains(nameof(BlockedPoolKernel), kernels);
        Assert.Contains(nameof(GlobalAvgPoolKernel), kernels);
        Assert.True(plan.IsShared);
    }

    private static IEnumerable<Split> SplitsOf(NetworkCase row, NetworkPlan plan) =>
        from step in plan.Prediction.Steps.SelectMany(static (StepGroup g) => g.Steps)
        let pieces = step.Kernel with { LeastShared = 0 }
        where pieces.Units > 1
        select new Split(row, plan, step, step.Kernel with { LeastShared = long.MaxValue }, pieces);

    private static void Check(Split split, EmittedKernels emitted, string isa)
    {
        string what = $"{split.Row}: {split.Whole.Name}, {isa}";
        Assert.Equal(1, split.Whole.Units);
        Step step = split.Step;
        (PlanMemory, int)[] memories = [.. step.Operands.Select(static operand => (operand.Memory, operand.Buffer)).Distinct()];
        var random = new Random(1);
        float[][] before = [.. memories.Select(memory => Numbers.Uniform(random, LengthOf(memory, split) + AlignedBuffer.Slack))];
        float[][] whole = [.. before.Select(static memory => memory.ToArray())], pieces = [.. before.Select(static memory => memory.ToArray())];
        Run(whole, split.Whole, [(0, 1)]);
        (int From, int To)[] parts = [.. Parts(split.Pieces.Units, random)];
        random.Shuffle(parts);
        Run(pieces, split.Pieces, parts);
        for (int i = 0; i < memories.Length; i++)
        {
            Operand last = step.Operands[step.Operands.Count - 1];
            if (memories[i] == (last.Memory, last.Buffer))
            {
                Assert.True(
                    MemoryMarshal.Cast<float, int>(whole[i]).SequenceEqual(MemoryMarshal.Cast<float, int>(pieces[i])),
                    $"{what}: pieces {string.Join(' ', parts)} of {split.Pieces.Units} differ from the whole");
                Assert.True(whole[i].AsSpan(0, last.Offset).SequenceEqual(before[i].AsSpan(0, last.Offset)), $"{what}: writes before its last operand");
            }
            else if (split.Whole.WritesLast)
            {
                Assert.True(whole[i].AsSpan().SequenceEqual(before[i]) && pieces[i].AsSpan().SequenceEqual(before[i]), $"{what}: writes to {memories[i]}");
            }
        }

        void Run(float[][] contents, Kernel kernel, (int From, int To)[] ranges)
        {
            nint method = emitted.Pointer(kernel, isa);
            Memory<float>[] arguments =
                [.. step.Operands.Select(operand => contents[Array.IndexOf(memories, (operand.Memory, operand.Buffer))].AsMemory(operand.Offset))];
            foreach ((int from, int to) in ranges)
            {
                KernelCall.Invoke(method, kernel, arguments, from, to);
            }
        }
    }

    /// <summary>Floats of a memory, or of a buffer in the arena; one that is not only read may hold something for each unit.</summary>
    private static int LengthOf((PlanMemory Memory, int Buffer) memory, Split split) => memory.Memory switch
    {
        PlanMemory.Input => split.Plan.Graph.InputShape.Length,
        PlanMemory.Weights => split.Plan.PackedLength,
        PlanMemory.Prepared => split.Plan.Prediction.Preparation.Length,
        PlanMemory.Output => split.Step.Operands.Max(static operand => operand.PictureStride),
        _ => split.Plan.Prediction.Arena.Lengths[memory.Buffer] * (split.Whole.WritesLast ? 1 : split.Pieces.Units),
    };

    /// <summary>Runs of one to a few units, an empty one among them.</summary>
    private static IEnumerable<(int From, int To)> Parts(int units, Random random)
    {
        yield return (units / 2, units / 2);
        for (int from = 0; from < units;)
        {
            int to = Math.Min(units, from + 1 + random.Next(1 + (units / 3)));
            yield return (from, to);
            from = to;
        }
    }

    private sealed record Split(NetworkCase Row, NetworkPlan Plan, Step Step, Kernel Whole, Kernel Pieces);
}
