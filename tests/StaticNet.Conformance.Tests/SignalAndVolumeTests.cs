using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;

namespace StaticNet.Conformance.Tests;

/// <summary>The examples over one spatial axis and over three, with every shape and count worked out by hand.</summary>
public class SignalAndVolumeTests
{
    private static readonly NetworkCase Audio = Example("AudioNet");
    private static readonly NetworkCase Volume = Example("VolumeNet");
    private static readonly Lazy<GeneratedAssembly> Generated = new(() => GeneratedAssembly.Of("SignalAndVolume", Audio, Volume));

    [Fact]
    public void AudioNetHasTheShapesOfItsPaper() => AssertLayers(
        Audio,
        [
            ("conv1", [128, 8000], 10_368),    // (32000 - 80 + 2*38)/4 + 1 = 8000; 128 * 80 + 128
            ("relu1", [128, 8000], 0),
            ("maxpool1", [128, 2000], 0),      // 8000/4
            ("conv2", [128, 2000], 49_280),    // (2000 - 3 + 2*1)/1 + 1; 128 * 128 * 3 + 128
            ("relu2", [128, 2000], 0),
            ("maxpool2", [128, 500], 0),
            ("conv3", [256, 500], 98_560),     // 256 * 128 * 3 + 256
            ("relu3", [256, 500], 0),
            ("maxpool3", [256, 125], 0),
            ("conv4", [512, 125], 393_728),    // 512 * 256 * 3 + 512
            ("relu4", [512, 125], 0),
            ("maxpool4", [512, 32], 0),        // 125/4 = 31.25, the rest padded
            ("globalavgpool1", [512], 0),
            ("dense1", [10], 5_130),           // 512 * 10 + 10
            ("softmax1", [10], 0),
        ],
        parameters: 557_066,
        multiplyAdds: (8000L * 128 * 80) + (2000L * 128 * 128 * 3) + (500L * 256 * 128 * 3) + (125L * 512 * 256 * 3) + (512 * 10));

    [Fact]
    public void VolumeNetHasTheShapesAndParametersOfItsPaper() => AssertLayers(
        Volume,
        [
            ("conv1", [32, 14, 14, 14], 4_032),    // (32 - 5)/2 + 1 = 14.5, cropped; 32 * 5^3 + 32
            ("leakyrelu1", [32, 14, 14, 14], 0),
            ("dropout1", [32, 14, 14, 14], 0),
            ("conv2", [32, 12, 12, 12], 27_680),   // 14 - 3 + 1; 32 * 32 * 3^3 + 32
            ("leakyrelu2", [32, 12, 12, 12], 0),
            ("maxpool1", [32, 6, 6, 6], 0),
            ("dropout2", [32, 6, 6, 6], 0),
            ("dense1", [128], 884_864),            // 32 * 6^3 = 6,912; 6,912 * 128 + 128
            ("relu1", [128], 0),
            ("dropout3", [128], 0),
            ("dense2", [40], 5_160),               // 128 * 40 + 40
            ("softmax1", [40], 0),
        ],
        parameters: 921_736,
        multiplyAdds: (14L * 14 * 14 * 32 * 125) + (12L * 12 * 12 * 32 * 32 * 27) + (6_912 * 128) + (128 * 40));

    /// <summary>Windows of 5 at stride 2, then of 3, then of 2: 5 + (3-1)*2 + (2-1)*2 = 11 voxels along each axis.</summary>
    [Fact]
    public void ReceptiveFieldsHaveOneSizePerAxis()
    {
        NetworkDescription volume = Network(Volume).Network.Description;
        Assert.Equal([11, 11, 11], volume.Layers.Single(static layer => layer.Name == "maxpool1").ReceptiveField);

        // 80 samples under the first kernel; a pool of 4 sees 3 windows more, 4 samples apart.
        NetworkDescription audio = Network(Audio).Network.Description;
        Assert.Equal([92], audio.Layers.Single(static layer => layer.Name == "maxpool1").ReceptiveField);
    }

    /// <summary>Weights have PyTorch's shapes: a kernel has as many axes as the map.</summary>
    [Fact]
    public void WeightsHaveOneAxisPerSpatialAxis()
    {
        static IReadOnlyList<int> Shape(NetworkCase row, string name) => Network(row).Network.Weights[name].Shape;
        Assert.Equal([128, 1, 80], Shape(Audio, "conv1.weight"));
        Assert.Equal([512, 256, 3], Shape(Audio, "conv4.weight"));
        Assert.Equal([32, 1, 5, 5, 5], Shape(Volume, "conv1.weight"));
        Assert.Equal([32, 32, 3, 3, 3], Shape(Volume, "conv2.weight"));
        Assert.Equal([128, 6912], Shape(Volume, "dense1.weight"));
    }

    [Theory]
    [InlineData("AudioNet")]
    [InlineData("VolumeNet")]
    public void PredictsWhatTheFormulasGive(string name)
    {
        GeneratedNetwork network = Network(name == Audio.Name ? Audio : Volume);
        var random = new Random(3);
        network.DrawParameters(random);
        float[] input = Numbers.Uniform(random, network.InputLength);
        double[] expected = network.Reference.Forward([Numbers.Widen(input)]).Output(0);
        foreach (Engine engine in network.Engines)
        {
            float[] output = new float[network.OutputLength];
            engine.Predict(input, output, network.Network.CreateWorkspace());
            Numbers.AssertClose(expected, output, 1e-4, $"{engine}");
        }
    }

    /// <summary>Steps down the gradient bring the loss down: two classes that differ in one pattern are told apart.</summary>
    [Theory]
    [InlineData("AudioNet")]
    [InlineData("VolumeNet")]
    public void Trains(string name)
    {
        INetwork network = Network(name == Audio.Name ? Audio : Volume).Network;
        var engine = new PublicEngine(network);
        network.Weights.Initialize(seed: 5);
        TrainingWorkspace workspace = network.CreateTrainingWorkspace(2);
        int classes = network.Description.OutputLength;
        float[] pictures = Numbers.Uniform(new Random(4), 2 * network.Description.InputLength);
        double first = 0, last = 0;
        for (int step = 0; step < 12; step++)
        {
            pictures.CopyTo(workspace.Input);
            engine.Forward(workspace, 2, seed: 1);
            double loss = 0;
            for (int picture = 0; picture < 2; picture++)
            {
                for (int i = 0; i < classes; i++)
                {
                    float p = workspace.Output[(picture * classes) + i];
                    loss -= i == picture ? Math.Log(p) : 0;
                    workspace.OutputGradient[(picture * classes) + i] = p - (i == picture ? 1 : 0);
                }
            }

            (first, last) = (step == 0 ? loss : first, loss);
            engine.Backward(workspace, 2, GradientEntry.BeforeSoftmax, inputGradient: false);
            Span<float> weights = network.Weights.Packed.Span;
            ReadOnlySpan<float> gradient = workspace.ParameterGradient.Span;
            for (int i = 0; i < gradient.Length; i++)
            {
                weights[i] -= 0.01f * gradient[i];
            }
        }

        Assert.True(last < 0.5 * first, $"{name}: the loss went from {first:G4} to {last:G4}.");
    }

    private static void AssertLayers(NetworkCase row, (string Name, int[] Shape, long Parameters)[] expected, long parameters, long multiplyAdds)
    {
        NetworkDescription description = Network(row).Network.Description;
        Assert.Equal(
            expected.Select(static layer => $"{layer.Name} ({string.Join(", ", layer.Shape)}) {layer.Parameters}"),
            description.Layers.Select(static layer => $"{layer.Name} ({string.Join(", ", layer.OutputShape)}) {layer.Parameters}"));
        Assert.Equal(parameters, description.ParameterCount);
        Assert.Equal(multiplyAdds, description.MultiplyAdds);
    }

    private static GeneratedNetwork Network(NetworkCase row) => Generated.Value.Network(row);

    /// <summary>A network of examples/Networks as a row: the attributes of its class, as they are written.</summary>
    private static NetworkCase Example(string name)
    {
        using var reader = new StreamReader(typeof(SignalAndVolumeTests).Assembly.GetManifestResourceStream($"{name}.cs")!);
        ClassDeclarationSyntax declaration = SyntaxFactory.ParseCompilationUnit(reader.ReadToEnd())
            .DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        AttributeSyntax[] attributes = [.. declaration.AttributeLists.SelectMany(static list => list.Attributes)];
        int[] shape =
        [
            .. attributes[0].ArgumentList!.Arguments.Select(static size => int.Parse(size.ToString(), CultureInfo.InvariantCulture)),
        ];
        return new NetworkCase(declaration.Identifier.Text, shape, string.Join(", ", attributes.Skip(1).Select(static layer => layer.ToString())), 1);
    }
}
