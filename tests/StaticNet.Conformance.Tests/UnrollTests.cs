using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.KernelTests;
using StaticNet.Conformance.Tests.Reference;
using StaticNet.Generator;
using StaticNet.Generator.Emission;

namespace StaticNet.Conformance.Tests;

/// <summary>Networks that say <c>Unroll = Unroll.Full</c>.</summary>
public class UnrollTests
{
    /// <summary>Of the output's root mean square.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>The instruction sets whose form is written out. The one without vectors keeps its loops: nobody takes it for its speed.</summary>
    private static readonly string[] Sets = ["Avx512", "Avx2", "Neon"];

    private static readonly NetworkCase[] Looped =
    [
        new("LeNet5", [1, 28, 28], "Conv(6, 5, Padding = 2), Relu, MaxPool(2), Conv(16, 5), Relu, MaxPool(2), Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax"),
        new("Digits", [1, 8, 8], "Conv(8, 3, Padding = 1), Relu, MaxPool(2, 2), Conv(16, 3), Relu, Flatten, Dense(10), Softmax"),
        new("Residual", [3, 9, 7],
            "Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Relu(As = \"a\"), Conv(16, 3, Padding = 1, Bias = false), BatchNorm, Add(\"a\"), Relu, GlobalAvgPool, Dense(5), LogSoftmax"),
        new("Depthwise", [17, 8, 6], "Conv(17, 3, Padding = 1, Groups = 17), Relu6, Conv(20, 1), BatchNorm, HardSwish, Conv(20, 3, Stride = 2, Padding = 1, Fit = Fit.Crop, Groups = 20), GlobalMaxPool, Dense(3), Sigmoid"),
        new("Pools", [5, 11, 9],
            "MaxPool(3, Stride = 2, Padding = 1), Conv(33, 3), Tanh, AvgPool(2, Stride = 1), L2Pool(2, Stride = 1, Padding = 1), SumPool(2, Stride = 1), LocalResponseNorm, Dense(7)"),
        new("Segmenter", [3, 6, 5],
            "Conv(8, 3, Padding = 1), Relu, MaxPool(2, Fit = Fit.Pad), Upsample(2, Mode = UpsampleMode.Bilinear), Conv(17, 1), Upsample(new[] { 3, 2 }, Mode = UpsampleMode.Bilinear, AlignCorners = true), Softmax"),

        // By Winograd's transforms: F(4x4, 3x3), F(2x2, 3x3) and F(2x2, 5x5).
        new("Winograd4x3", [16, 8, 9], "Conv(16, 3, Padding = 1), Relu, Conv(17, 3, Padding = 1, Bias = false), BatchNorm, Tanh"),
        new("Winograd2x3", [32, 6, 6], "Conv(32, 3, Padding = 1), LeakyRelu(0.1), GlobalAvgPool, Dense(3)"),
        new("Winograd2x5", [16, 8, 8], "Conv(16, 5, Padding = 2), Sigmoid"),
    ];

    private static readonly NetworkCase[] Unrolled =
        [.. Looped.Select(static network => network with { Name = network.Name + "Unrolled", Options = "Unroll = Unroll.Full" })];

    /// <summary>A network in both forms; LeNet-5 takes the compiler longer than all others together.</summary>
    private static readonly Dictionary<string, Lazy<GeneratedAssembly>> Assemblies = Looped.Zip(Unrolled).ToDictionary(
        static pair => pair.First.Name,
        static pair => new Lazy<GeneratedAssembly>(() => GeneratedAssembly.Of(nameof(UnrollTests) + pair.First.Name, pair.First, pair.Second)));

    public static TheoryData<string> Names => [.. Looped.Select(static network => network.Name)];

    /// <summary>Every instruction set gives the bits that it gives with loops, which are what the formulas give.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void PredictsTheSameBits(string name)
    {
        GeneratedNetwork looped = Assemblies[name].Value.Network(Looped.Single(network => network.Name == name));
        GeneratedNetwork unrolled = Assemblies[name].Value.Network(Unrolled.Single(network => network.Name == name + "Unrolled"));
        unrolled.DrawParameters(new Random(3));
        unrolled.Network.Weights.Packed.Span.CopyTo(looped.Network.Weights.Packed.Span);
        float[] pictures = Numbers.Uniform(new Random(1), 5 * looped.InputLength);
        ReferencePass reference = unrolled.Reference.Forward(Numbers.Pictures(pictures, looped.InputLength));
        double[] expected = [.. Enumerable.Range(0, reference.Count).SelectMany(picture => reference.Output(picture))];
        foreach ((Engine loops, Engine straight) in looped.Engines.Zip(unrolled.Engines))
        {
            float[] actual = Predict(unrolled, straight, pictures);
            Numbers.AssertClose(expected, actual, Tolerance, $"{straight}");
            Assert.Equal(Predict(looped, loops, pictures).Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
        }
    }

    /// <summary>The text itself: nothing that turns or chooses, and no call of anything that does.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void PredictionHasNoLoopAndNoBranch(string name)
    {
        foreach (string set in Sets)
        {
            Assert.Empty(StraightLineText.Departures(Assemblies[name].Value.Files, FileOf(name + "Unrolled", set)));
        }
    }

    /// <summary>The test above can fail: the looped form of the same network is full of what it looks for.</summary>
    [Fact]
    public void LoopsAreFound()
    {
        string[] departures = [.. StraightLineText.Departures(Assemblies["Digits"].Value.Files, FileOf("Digits", "Avx2"))];
        Assert.Contains(departures, static departure => departure.Contains(": for", StringComparison.Ordinal));
    }

    /// <summary>Which algorithm a convolution takes does not depend on the form of its code.</summary>
    [Theory]
    [InlineData("Winograd4x3")]
    [InlineData("Winograd2x3")]
    [InlineData("Winograd2x5")]
    public void WinogradIsUnrolledAsWell(string name)
    {
        IReadOnlyList<(string Name, string Text)> files = Assemblies[name].Value.Files;
        string Text(string network) => files.Single(file => Path.GetFileName(file.Name) == FileOf(network, "Avx512")).Text;
        Assert.Contains($" {name}_", Text(name), StringComparison.Ordinal);
        string title = $"F({name[8]}x{name[8]}, {name[10]}x{name[10]})";
        Assert.Contains(title, Text(name), StringComparison.Ordinal);
        Assert.Contains(title, Text(name + "Unrolled"), StringComparison.Ordinal);
    }

    /// <summary>One thread writes out one picture; several share the pictures of a batch.</summary>
    [Fact]
    public void ThreadsSharePictures()
    {
        GeneratedNetwork network = Assemblies["LeNet5"].Value.Network(Unrolled.Single(static network => network.Name == "LeNet5Unrolled"));
        Assert.False(((IPredictionCode)network.Network).IsShared);
        network.DrawParameters(new Random(5));
        const int count = 9;
        float[] pictures = Numbers.Uniform(new Random(2), count * network.InputLength);
        float[] expected = Predict(network, new PublicEngine(network.Network), pictures);
        foreach (int threads in (int[])[2, 3])
        {
            using Workspace workspace = network.Network.CreateWorkspace(threads);
            foreach (int some in (int[])[1, count])
            {
                float[] actual = new float[some * network.OutputLength];
                network.Network.Predict(pictures.AsSpan(0, some * network.InputLength), actual, workspace);
                Assert.Equal(expected.Take(actual.Length).Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    /// <summary>Every kernel of every kind of layer can be written out: all rows of the list, but for those that are refused as too large.</summary>
    [Theory]
    [MemberData(nameof(EmittedCodeTests.Families), MemberType = typeof(EmittedCodeTests))]
    public void EveryKernelIsWrittenOut(string family)
    {
        NetworkCase[] rows = [.. CaseList.Families[family].Select(static row => row with { Options = "Unroll = Unroll.Full, Training = false" })];
        foreach ((NetworkCase row, NetworkAnalysis analysis) in PlannedNetworks.Analyze(rows))
        {
            if (analysis.Graph is null)
            {
                Assert.Equal("SN0124", Assert.Single(analysis.Findings).Id);
                continue;
            }

            (string Name, string Text)[] files = [.. NetworkEmitter.Emit(analysis.Reading.Declaration!, analysis.Graph).Select(static file => (file.HintName, file.Text))];
            Assert.Empty(Sets.SelectMany(set => StraightLineText.Departures(files, FileOf(row.Name, set))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MethodsStaySmallEnoughForTheJit(string name) => JitLimits.AssertKept(Assemblies[name].Value.Image);

    private static string FileOf(string network, string set) => $"Declared.{network}.{set}.g.cs";

    private static float[] Predict(GeneratedNetwork network, Engine engine, float[] pictures)
    {
        float[] output = new float[pictures.Length / network.InputLength * network.OutputLength];
        engine.Predict(pictures, output, network.Network.CreateWorkspace());
        return output;
    }
}
