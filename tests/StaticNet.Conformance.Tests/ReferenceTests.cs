using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests;

/// <summary>The reference itself, held to the definition of a derivative.</summary>
public class ReferenceTests
{
    /// <summary>Largest difference between a gradient and its finite differences, in units of the gradient's root mean square.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>Perturbed values must not cross a kink; the finite differences move an argument by two steps.</summary>
    private const double KinkFree = 100 * FiniteDifferences.Step;

    public static TheoryData<string, string> Layers => new()
    {
        { "1,5,5", "Conv(1, 3)" },
        { "3,7,5", "Conv(4, 3, Padding = 1)" },
        { "3,8,9", "Conv(5, 3, 2, Stride = new[] { 2, 3 }, Padding = new[] { 1, 0, 2, 3 }, Fit = Fit.Crop)" },
        { "2,6,6", "Conv(3, 3, Stride = 2, Fit = Fit.Pad)" },
        { "6,7,6", "Conv(9, 2, 3, Dilation = new[] { 3, 2 }, Groups = 3, Bias = false)" },
        { "4,5,5", "Conv(4, 3, Padding = 4, Groups = 4)" },
        { "5,2,3", "Conv(2, 1)" },
        { "3,11", "Conv(4, 3, Stride = 2, Padding = new[] { 2, 1 }, Fit = Fit.Crop)" },
        { "2,4,5,3", "Conv(3, new[] { 2, 3, 1 }, Stride = new[] { 1, 2, 1 }, Padding = new[] { 1, 0, 0, 0, 2, 1 }, Fit = Fit.Pad)" },
        { "4,5,4,5", "Conv(6, 2, Dilation = new[] { 2, 1, 3 }, Groups = 2)" },
        { "2,13", "MaxPool(3, Stride = 2)" },
        { "2,5,4,6", "MaxPool(2, Fit = Fit.Pad)" },
        { "2,9", "AvgPool(4, Stride = 3, Padding = 1, Fit = Fit.Pad, CountPadding = true)" },
        { "2,5,4,6", "AvgPool(3, Stride = 2, Padding = new[] { 1, 0, 1 }, Fit = Fit.Crop)" },
        { "3,4,2,3", "GlobalAvgPool" },
        { "2,7,7", "MaxPool(2, Fit = Fit.Crop)" },
        { "2,7,6", "MaxPool(3, 2, Stride = 2, Padding = 1, Fit = Fit.Pad)" },
        { "1,9,9", "MaxPool(3, Stride = 1, Padding = 2, Dilation = 2)" },
        { "2,7,7", "AvgPool(3, Stride = 2, Padding = 1)" },
        { "2,7,6", "AvgPool(3, 2, Stride = 2, Padding = 1, Fit = Fit.Pad, CountPadding = true)" },
        { "2,6,8", "AvgPool(3, Stride = 2, Fit = Fit.Pad)" },
        { "2,7,6", "SumPool(3, 2, Stride = 2, Padding = 1, Fit = Fit.Pad)" },
        { "2,7,6", "L2Pool(3, 2, Stride = 2, Padding = 1, Fit = Fit.Pad)" },
        { "5,3,4", "GlobalAvgPool" },
        { "5,3,4", "GlobalMaxPool" },
        { "2,3,4", "Pad(new[] { 1, 3, 2, 0 }, Value = 0.5)" },
        { "2,3,4", "Pad(new[] { 1, 3, 2, 0 }, Mode = PadMode.Reflect)" },
        { "2,3,4", "Pad(new[] { 1, 3, 2, 0 }, Mode = PadMode.Replicate)" },
        { "2,5,6", "Crop(new[] { 1, 3, 2, 0 })" },
        { "2,3,4", "Upsample(new[] { 2, 3 })" },
        { "2,3,4", "Upsample(new[] { 2, 3 }, Mode = UpsampleMode.Bilinear)" },
        { "2,3,4", "Upsample(new[] { 2, 3 }, Mode = UpsampleMode.Bilinear, AlignCorners = true)" },
        { "8,2,3", "PixelShuffle(2)" },
        { "4,3,2", "Reshape(2, 3, 4)" },
        { "3,4,5", "BatchNorm" },
        { "4", "BatchNorm(Epsilon = 0.1, Affine = false)" },
        { "3,4,5", "InstanceNorm" },
        { "6,3,4", "GroupNorm(3)" },
        { "3,4,5", "LayerNorm" },
        { "7,3,2", "LocalResponseNorm(5, Alpha = 0.9, K = 2)" },
        { "5,3,2", "LocalResponseNorm(2, Alpha = 0.5, Beta = 0.6, AverageSquares = false)" },
        { "3,4,5", "Relu" },
        { "3,4,5", "LeakyRelu" },
        { "3,4,5", "LeakyRelu(0.3)" },
        { "3,4,5", "Tanh" },
        { "3,4,5", "Sigmoid" },
        { "3,4,5", "Dense(7)" },
        { "17", "Dense(5, Bias = false)" },
        { "3,4,5", "Flatten" },
        { "3,4,5", "Dropout(0.3)" },
        { "9", "Softmax" },
        { "1,8,8", "Conv(3, 5, Padding = 2), Relu, MaxPool(2), Conv(4, 3), Tanh, AvgPool(2), Flatten, Dense(9), Sigmoid, Dropout, Dense(4), Softmax" },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void GradientIsTheLimitOfDifferences(string shape, string layers) =>
        CheckGradients([.. shape.Split(',').Select(int.Parse)], layers, pictures: 2);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void GradientOfARandomChainIsTheLimitOfDifferences(int seed)
    {
        RandomChain chain = RandomChain.Create(seed, mostChannels: 5, mostRows: 9);
        CheckGradients(chain.Shape, chain.Layers, pictures: 2);
    }

    [Fact]
    public void GradientBeforeSoftmaxSkipsIt()
    {
        ReferenceNetwork network = ReferenceNetwork.Parse([6], "Dense(4), Softmax");
        var random = new Random(5);
        Fill(network, random);
        double[] x = Numbers(random, 6);
        ReferencePass pass = network.Forward([x]);

        LossValue atOutput = Losses.CrossEntropy(pass.Output(0), label: 2);
        LossValue atLogits = Losses.CrossEntropyOfLogits(pass.Value(0, 0), label: 2);

        Assert.Equal(atOutput.Loss, atLogits.Loss, tolerance: 1e-12);
        double[] through = pass.Backward([atOutput.Gradient])[0];
        double[] around = pass.Backward([atLogits.Gradient], GradientEnters.BeforeSoftmax)[0];
        AssertClose(through, around);
    }

    public static TheoryData<string> LossNames => ["cross-entropy", "logits", "binary", "mean squares", "half squares"];

    [Theory]
    [MemberData(nameof(LossNames))]
    public void LossGradientIsTheLimitOfDifferences(string name)
    {
        var random = new Random(11);
        double[] target = [0.2, 0.9, 0, 1, 0.5];
        double[] at = [.. Enumerable.Range(0, 5).Select(_ => 0.1 + (0.8 * random.NextDouble()))];
        LossValue Loss() => name switch
        {
            "cross-entropy" => Losses.CrossEntropy(at, 3),
            "logits" => Losses.CrossEntropyOfLogits(at, 3),
            "binary" => Losses.BinaryCrossEntropy(at, target),
            "mean squares" => Losses.MeanSquaredError(at, target),
            _ => Losses.HalfSquares(at, target),
        };

        AssertClose(FiniteDifferences.Gradient(() => Loss().Loss, at), Loss().Gradient);
    }

    private static void CheckGradients(int[] shape, string layers, int pictures)
    {
        ReferenceNetwork network = ReferenceNetwork.Parse(shape, layers);
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            Fill(network, random);
            double[][] inputs = [.. Enumerable.Range(0, pictures).Select(_ => Numbers(random, network.Input.Length))];
            bool[][] kept = [.. inputs.Select(_ => Enumerable.Range(0, 4096).Select(_ => random.Next(2) == 0).ToArray())];
            foreach (DropoutReference dropout in network.Dropouts)
            {
                dropout.Kept = picture => kept[picture];
            }

            ReferencePass pass = network.Forward(inputs, training: true);
            if (pass.KinkDistance() < KinkFree)
            {
                continue;
            }

            double[][] weights = [.. inputs.Select(_ => Numbers(random, network.Output.Length))];
            double Loss()
            {
                ReferencePass moved = network.Forward(inputs, training: true);
                return weights.Select((weight, picture) => weight.Zip(moved.Output(picture), static (a, b) => a * b).Sum()).Sum();
            }

            double[][] inputGradients = pass.Backward(weights);
            for (int picture = 0; picture < pictures; picture++)
            {
                AssertClose(FiniteDifferences.Gradient(Loss, inputs[picture]), inputGradients[picture]);
            }

            foreach (ReferenceParameter parameter in network.Parameters.Where(static parameter => !parameter.IsState))
            {
                AssertClose(FiniteDifferences.Gradient(Loss, parameter.Values), parameter.Gradient);
            }

            return;
        }

        Assert.Fail($"No seed keeps '{layers}' off its kinks.");
    }

    private static void AssertClose(double[] differences, double[] gradient)
    {
        double scale = Math.Max(1e-3, Math.Sqrt(gradient.Average(static value => value * value)));
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.True(
                Math.Abs(differences[i] - gradient[i]) <= Tolerance * scale,
                $"[{i}]: differences give {differences[i]:R}, the gradient is {gradient[i]:R} (rms {scale:G3})");
        }
    }

    private static void Fill(ReferenceNetwork network, Random random)
    {
        foreach (ReferenceParameter parameter in network.Parameters)
        {
            Numbers(random, parameter.Values.Length).CopyTo(parameter.Values, 0);
        }
    }

    private static double[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
}
