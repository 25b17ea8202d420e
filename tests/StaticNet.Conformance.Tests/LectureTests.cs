using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>
/// The lectures' worked examples, computed by the reference and by every instruction set. Their numbers are small integers, so all of
/// these sums are exact.
/// </summary>
public class LectureTests
{
    private static readonly NetworkCase ImageUnderFilter = new("ImageUnderFilter", [1, 5, 5], "Conv(1, 3, Bias = false)", 1);
    private static readonly NetworkCase FilterAtStride2 = new("FilterAtStride2", [1, 5, 5], "Conv(1, 3, Stride = 2)", 1);
    private static readonly NetworkCase TwoFilters = new("TwoFilters", [3, 5, 5], "Conv(2, 3, Stride = 2, Padding = 1)", 1);
    private static readonly NetworkCase PaddedByHand = new("PaddedByHand", [3, 7, 7], "Conv(2, 3, Stride = 2)", 1);
    private static readonly NetworkCase Unfolding = new("Unfolding", [1, 1, 6], "Conv(1, 1, 3, Stride = 2, Bias = false, Fit = Fit.Crop)", 1);
    private static readonly NetworkCase Pooling = new("Pooling", [1, 4, 4], "MaxPool(2)", 1);
    private static readonly NetworkCase Probabilities = new("Probabilities", [4, 1, 1], "Flatten, Softmax", 1);

    private static readonly NetworkCase AlexNetStem = new(
        "AlexNetStem", [3, 227, 227], "Conv(96, 11, Stride = 4), Shape(96, 55, 55), MaxPool(3, Stride = 2), Shape(96, 27, 27)", 1);

    private static readonly NetworkCase LeNet5 = new(
        "LeNet5",
        [3, 32, 32],
        "Conv(6, 5), Shape(6, 28, 28), MaxPool(2), Shape(6, 14, 14), Conv(16, 5), Shape(16, 10, 10), MaxPool(2), Shape(16, 5, 5), "
        + "Dense(120), Shape(120), Dense(84), Shape(84), Dense(10), Shape(10)",
        1);

    private static readonly Lazy<GeneratedAssembly> Generated = new(() => GeneratedAssembly.Of(
        "Lectures",
        ImageUnderFilter,
        FilterAtStride2,
        TwoFilters,
        PaddedByHand,
        Unfolding,
        Pooling,
        Probabilities,
        LeNet5,
        AlexNetStem));

    [Fact]
    public void FiveByFiveImageUnderACross()
    {
        GeneratedNetwork network = Network(ImageUnderFilter);
        network.SetParameter("conv1.weight", [1, 0, 1, 0, 1, 0, 1, 0, 1]);
        float[] image =
        [
            1, 1, 1, 0, 0,
            0, 1, 1, 1, 0,
            0, 0, 1, 1, 1,
            0, 0, 1, 1, 0,
            0, 1, 1, 0, 0,
        ];
        AssertOutput(network, image, [4, 3, 4, 2, 4, 3, 2, 3, 4]);
    }

    [Fact]
    public void TwoByTwoMaxPool() => AssertOutput(
        Network(Pooling),
        [0, 1, 4, 9, 3, 2, 5, 8, 1, 2, 3, 1, 3, 1, 7, 4],
        [3, 9, 3, 7]);

    /// <summary>
    /// The picture's text has lost two minus signs, and shows the second filter's middle slice among the first's. With the two signs put back (marked
    /// below) all eighteen of its outputs come out.
    /// </summary>
    [Fact]
    public void TwoFiltersOverAVolumeOfThreeChannels()
    {
        float[] volume =
        [
            1, 1, 0, 1, 1,  1, 1, 0, 2, 1,  0, 1, 0, 2, 0,  0, 1, 1, 0, 2,  1, 2, 1, 1, 0,
            0, 2, 0, 2, 0,  1, 1, 2, 2, 2,  0, 2, 0, 2, 0,  0, 1, 1, 2, 0,  1, 0, 2, 2, 1,
            1, 1, 2, 2, 1,  1, 2, 2, 0, 2,  2, 1, 0, 1, 0,  1, 1, 2, 2, 1,  0, 0, 2, 2, 0,
        ];
        float[] filters =
        [
            -1, 1, 0,  1, -1, 1,  1, 0, -1,
            1, 1, -1,  1, -1, 1,  -1, 0, /* - */ -1,
            -1, 1, 0,  -1, -1, -1,  1, 0, -1,

            -1, 1, -1,  0, 1, 1,  -1, 0, 1,
            -1, 1, 1,  0, 0, 0,  0, 1, -1,
            1, 0, -1,  /* - */ -1, 0, -1,  0, 0, 0,
        ];
        AssertTwoFilters(volume, filters, [-3, 0, 0, 0, 3, 9, 1, 0, 4, 2, -1, -1, 0, 0, -2, 2, 1, 0]);
    }

    /// <summary>The numbers of the same demonstration as CS231n's notes print them (https://cs231n.github.io/convolutional-networks/).</summary>
    [Fact]
    public void TwoFiltersOverTheVolumeOfTheNotes()
    {
        float[] volume =
        [
            0, 0, 1, 0, 2,  1, 0, 2, 0, 1,  1, 0, 2, 2, 0,  2, 0, 0, 2, 0,  2, 1, 2, 2, 0,
            2, 1, 2, 1, 1,  2, 1, 2, 0, 1,  0, 2, 1, 0, 1,  1, 2, 2, 2, 2,  0, 1, 2, 0, 1,
            2, 1, 1, 2, 0,  1, 0, 0, 1, 0,  0, 1, 0, 0, 0,  1, 0, 2, 1, 0,  2, 2, 1, 1, 1,
        ];
        float[] filters =
        [
            -1, 0, 1,  0, 0, 1,  1, -1, 1,
            -1, 0, 1,  1, -1, 1,  0, 1, 0,
            -1, 1, 1,  1, 1, 0,  0, -1, 0,

            0, 1, -1,  0, -1, 0,  0, -1, 1,
            -1, 0, 0,  1, -1, 0,  1, -1, 0,
            -1, 1, -1,  0, -1, -1,  1, 0, 0,
        ];
        AssertTwoFilters(volume, filters, [2, 3, 3, 3, 7, 3, 8, 10, -3, -8, -8, -3, -3, 1, 0, -3, -8, -5]);
    }

    /// <summary>
    /// dL/dw1 = a1 dL/dz1 + a3 dL/dz2 + a11 dL/dz3 + a13 dL/dz4, and so for all nine: each term is found by itself, with a gradient of 1
    /// at one output, and then their sum.
    /// </summary>
    [Fact]
    public void WeightGradientAtStride2TermByTerm()
    {
        // a1 is 1, a2 is 2, ...: the gradient of w1 with respect to z2 must be the number of the letter a.
        float[] a = [.. Enumerable.Range(1, 25).Select(static index => (float)index)];
        int[][] terms =
        [
            [1, 3, 11, 13], [2, 4, 12, 14], [3, 5, 13, 15],
            [6, 8, 16, 18], [7, 9, 17, 19], [8, 10, 18, 20],
            [11, 13, 21, 23], [12, 14, 22, 24], [13, 15, 23, 25],
        ];

        GeneratedNetwork network = Network(FilterAtStride2);
        network.SetParameter("conv1.weight", [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        network.SetParameter("conv1.bias", [0]);
        AssertOutput(network, a, [.. Enumerable.Range(0, 4).Select(z => (float)terms.Select((term, w) => term[z] * (w + 1)).Sum())]);
        for (int z = 0; z < 4; z++)
        {
            float[] one = [0, 0, 0, 0];
            one[z] = 1;
            AssertGradient(network, a, one, "conv1.weight", [.. terms.Select(term => (float)term[z])]);
        }

        float[] gradient = [2, -3, 5, 7];
        AssertGradient(
            network, a, gradient, "conv1.weight", [.. terms.Select(term => term.Zip(gradient, static (letter, dz) => letter * dz).Sum())]);
        AssertGradient(network, a, gradient, "conv1.bias", [11]);
    }

    /// <summary>The one-dimensional example: w = 3 2 1 over x = 1 0 2 2 3 1 at stride 2, as a map of one row.</summary>
    [Fact]
    public void OneDimensionalFilterAtStride2()
    {
        GeneratedNetwork network = Network(Unfolding);
        network.SetParameter("conv1.weight", [3, 2, 1]);
        float[] x = [1, 0, 2, 2, 3, 1];
        AssertOutput(network, x, [(3 * 1) + (2 * 0) + (1 * 2), (3 * 2) + (2 * 2) + (1 * 3)]);

        // The third value is under both windows: its gradient is the sum over the two paths, w3 dL/da + w1 dL/db.
        AssertInputGradient(network, x, [5, 7], [15, 10, 5 + 21, 14, 7, 0]);
    }

    /// <summary>Half the sum of squares between [.2 .4 .1 .3] and the third class is 0.55; after learning, [.1 .1 .7 .1] is nearer.</summary>
    [Fact]
    public void HalfSquaresOfProbabilities()
    {
        double[] target = [0, 0, 1, 0];
        foreach ((float[] probabilities, double loss) in new[] { (new[] { .2f, .4f, .1f, .3f }, 0.55), ([.1f, .1f, .7f, .1f], 0.06) })
        {
            // The logarithms of probabilities are logits that the softmax takes back to them.
            float[] logits = [.. probabilities.Select(static p => MathF.Log(p))];
            GeneratedNetwork network = Network(Probabilities);
            ReferencePass pass = network.Reference.Forward([Numbers.Widen(logits)]);
            LossValue value = Losses.HalfSquares(pass.Output(0), target);
            Assert.Equal(loss, value.Loss, tolerance: 1e-7);
            Assert.Equal(probabilities.Zip(target, static (p, t) => p - t), value.Gradient, static (a, b) => Math.Abs(a - b) < 1e-7);
            double[] expected = pass.Backward([value.Gradient])[0];

            foreach (Engine engine in network.Engines)
            {
                (float[] output, float[] gradient, _) = Step(network, engine, logits, output => [.. Losses.HalfSquares(Numbers.Widen(output), target).Gradient.Select(static g => (float)g)]);
                Numbers.AssertClose(Numbers.Widen(probabilities), output, 1e-6, $"{engine}");
                Assert.Equal(loss, Losses.HalfSquares(Numbers.Widen(output), target).Loss, tolerance: 1e-6);
                Numbers.AssertClose(expected, gradient, 1e-5, $"{engine}, gradient of the logits");
            }
        }
    }

    /// <summary>The lectures' table of LeNet-5: shapes, and parameters without biases.</summary>
    [Fact]
    public void LeNet5HasTheShapesOfTheTable()
    {
        GeneratedNetwork network = Network(LeNet5);
        int[][] shapes = [[6, 28, 28], [6, 14, 14], [16, 10, 10], [16, 5, 5], [120], [84], [10]];
        Assert.Equal(shapes, network.Network.Description.Layers.Select(static layer => layer.OutputShape));
        Assert.Equal(
            shapes.Select(static shape => shape.Aggregate(1, static (product, size) => product * size)),
            network.Reference.Layers.Select(static layer => layer.Output.Length));

        int[] weights = [6 * 3 * 5 * 5, 16 * 6 * 5 * 5, 120 * 16 * 5 * 5, 84 * 120, 10 * 84];
        Assert.Equal(
            weights.Select(static count => (long)count),
            network.Network.Description.Parameters.Where(static parameter => parameter.Role == ParameterRole.Weight).Select(static parameter => parameter.Count));
        Assert.Equal(weights.Sum() + 6 + 16 + 120 + 84 + 10, network.Network.Description.ParameterCount);
    }

    /// <summary>AlexNet's first layers with the padding that works: 55, then 27. (With a padding of 1 it does not build.)</summary>
    [Fact]
    public void AlexNetHasTheShapesOfTheTable()
    {
        ReferenceNetwork reference = ReferenceNetwork.Parse(AlexNetStem.Shape, AlexNetStem.Layers);
        Assert.Equal([new MapShape(96, 55, 55), new MapShape(96, 27, 27)], reference.Layers.Select(static layer => layer.Output));
        Assert.Equal([96, 27, 27], Network(AlexNetStem).Network.Description.OutputShape);
        Assert.Throws<ArgumentException>(static () => ReferenceNetwork.Parse([3, 227, 227], "Conv(96, 11, Stride = 4, Padding = 1)"));
    }

    private static void AssertTwoFilters(float[] volume, float[] filters, float[] expected)
    {
        // Once padded by the network, and once handed in with the lecture's border of zeros.
        GeneratedNetwork network = Network(TwoFilters);
        GeneratedNetwork padded = Network(PaddedByHand);
        foreach (GeneratedNetwork each in new[] { network, padded })
        {
            each.SetParameter("conv1.weight", filters);
            each.SetParameter("conv1.bias", [1, 0]);
        }

        AssertOutput(network, volume, expected);
        float[] border = new float[3 * 7 * 7];
        for (int i = 0; i < volume.Length; i++)
        {
            border[(i / 25 * 49) + (((i / 5 % 5) + 1) * 7) + (i % 5) + 1] = volume[i];
        }

        AssertOutput(padded, border, expected);
    }

    private static void AssertOutput(GeneratedNetwork network, float[] input, float[] expected)
    {
        Assert.Equal(expected, network.Reference.Forward([Numbers.Widen(input)]).Output(0).Select(static value => (float)value));
        foreach (Engine engine in network.Engines)
        {
            float[] output = new float[network.OutputLength];
            engine.Predict(input, output, network.Network.CreateWorkspace());
            Assert.Equal(expected, output);
        }
    }

    private static void AssertGradient(GeneratedNetwork network, float[] input, float[] outputGradient, string parameter, float[] expected)
    {
        network.Reference.Forward([Numbers.Widen(input)]).Backward([Numbers.Widen(outputGradient)]);
        Assert.Equal(expected, network.Reference[parameter].Gradient.Select(static value => (float)value));
        foreach (Engine engine in network.Engines)
        {
            Assert.Equal(expected, network.Unpack(Step(network, engine, input, _ => outputGradient).ParameterGradient, parameter));
        }
    }

    private static void AssertInputGradient(GeneratedNetwork network, float[] input, float[] outputGradient, float[] expected)
    {
        double[] gradient = network.Reference.Forward([Numbers.Widen(input)]).Backward([Numbers.Widen(outputGradient)])[0];
        Assert.Equal(expected, gradient.Select(static value => (float)value));
        foreach (Engine engine in network.Engines)
        {
            Assert.Equal(expected, Step(network, engine, input, _ => outputGradient).InputGradient);
        }
    }

    /// <summary>Forward and backward for one picture.</summary>
    private static (float[] Output, float[] InputGradient, float[] ParameterGradient) Step(
        GeneratedNetwork network, Engine engine, float[] input, Func<float[], float[]> outputGradient)
    {
        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(1);
        input.CopyTo(workspace.Input);
        engine.Forward(workspace, 1, seed: 1);
        float[] output = workspace.Output.ToArray();
        outputGradient(output).CopyTo(workspace.OutputGradient);
        engine.Backward(workspace, 1, GradientEntry.Output, inputGradient: true);
        return (output, workspace.InputGradient.ToArray(), workspace.ParameterGradient.Span.ToArray());
    }

    private static GeneratedNetwork Network(NetworkCase row) => Generated.Value.Network(row);
}
