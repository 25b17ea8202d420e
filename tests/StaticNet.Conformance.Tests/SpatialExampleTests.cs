using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>
/// The examples that PyTorch's documentation gives of the layers that move positions about: what the reference and this project's kernels
/// might have understood wrong together, these numbers would show.
/// </summary>
public class SpatialExampleTests
{
    private static readonly NetworkCase Nearest = new("Nearest", [1, 2, 2], "Upsample(2)", 1);
    private static readonly NetworkCase Bilinear = new("Bilinear", [1, 2, 2], "Upsample(2, Mode = UpsampleMode.Bilinear)", 1);
    private static readonly NetworkCase Aligned = new("Aligned", [1, 2, 2], "Upsample(2, Mode = UpsampleMode.Bilinear, AlignCorners = true)", 1);
    private static readonly NetworkCase Reflection = new("Reflection", [1, 3, 3], "Pad(2, Mode = PadMode.Reflect)", 1);
    private static readonly NetworkCase Replication = new("Replication", [1, 3, 3], "Pad(new[] { 2, 1, 0, 1 }, Mode = PadMode.Replicate)", 1);
    private static readonly NetworkCase Constant = new("Constant", [1, 2, 2], "Pad(new[] { 2, 3, 0, 1 }, Value = 3.5)", 1);
    private static readonly NetworkCase Shuffle = new("Shuffle", [8, 1, 2], "PixelShuffle(2)", 1);
    private static readonly NetworkCase Norm = new("Norm", [1, 2, 4], "L2Pool(2)", 1);

    private static readonly Lazy<GeneratedAssembly> Generated = new(static () => GeneratedAssembly.Of(
        "SpatialExamples", Nearest, Bilinear, Aligned, Reflection, Replication, Constant, Shuffle, Norm));

    [Fact]
    public void UpsampleToTheNearest() => AssertOutput(Nearest, [1, 2, 3, 4], [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);

    [Fact]
    public void UpsampleBilinear() => AssertOutput(
        Bilinear, [1, 2, 3, 4], [1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4]);

    [Fact]
    public void UpsampleBilinearWithCornersAligned() => AssertOutput(
        Aligned,
        [1, 2, 3, 4],
        [1, 4 / 3d, 5 / 3d, 2, 5 / 3d, 2, 7 / 3d, 8 / 3d, 7 / 3d, 8 / 3d, 3, 10 / 3d, 3, 10 / 3d, 11 / 3d, 4]);

    [Fact]
    public void ReflectionPad2d() => AssertOutput(
        Reflection,
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [
            8, 7, 6, 7, 8, 7, 6,
            5, 4, 3, 4, 5, 4, 3,
            2, 1, 0, 1, 2, 1, 0,
            5, 4, 3, 4, 5, 4, 3,
            8, 7, 6, 7, 8, 7, 6,
            5, 4, 3, 4, 5, 4, 3,
            2, 1, 0, 1, 2, 1, 0,
        ]);

    /// <summary>PyTorch's (left, right, top, bottom) = (1, 1, 2, 0).</summary>
    [Fact]
    public void ReplicationPad2d() => AssertOutput(
        Replication,
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [0, 0, 1, 2, 2, 0, 0, 1, 2, 2, 0, 0, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 8]);

    /// <summary>PyTorch's (left, right, top, bottom) = (3, 1, 2, 0).</summary>
    [Fact]
    public void ConstantPad2d() => AssertOutput(
        Constant,
        [1, 2, 3, 4],
        [3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 1, 2, 3.5, 3.5, 3.5, 3.5, 3, 4, 3.5]);

    /// <summary>Channels 0 to 3 are the four pixels of the first channel's squares, row by row; 4 to 7 those of the second.</summary>
    [Fact]
    public void ChannelsOfOneSquareFollowEachOther() => AssertOutput(
        Shuffle,
        [0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16, 7, 17],
        [0, 1, 10, 11, 2, 3, 12, 13, 4, 5, 14, 15, 6, 7, 16, 17]);

    /// <summary>LPPool2d with norm 2 takes no mean: 3-4-0-0 gives 5.</summary>
    [Fact]
    public void NormsAreNotMeans() => AssertOutput(Norm, [3, 0, 1, 1, 0, -4, -1, 1], [5, 2]);

    private static void AssertOutput(NetworkCase row, float[] input, double[] expected)
    {
        GeneratedNetwork network = Generated.Value.Network(row);
        ReferencePass reference = network.Reference.Forward([Numbers.Widen(input)]);
        Numbers.AssertClose(expected, [.. reference.Output(0).Select(static value => (float)value)], 1e-6, "the reference");
        Workspace workspace = network.Network.CreateWorkspace();
        foreach (Engine engine in network.Engines)
        {
            float[] output = new float[expected.Length];
            engine.Predict(input, output, workspace);
            Numbers.AssertClose(expected, output, 1e-6, $"{engine}");
        }
    }
}
