using StaticNet.Training;

namespace StaticNet.Tests.Training;

public sealed class LossTests
{
    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (string loss in (string[])["CrossEntropy", "BinaryCrossEntropy", "MeanSquaredError", "HalfSumOfSquares"])
            {
                foreach (bool softmax in (bool[])[false, true])
                {
                    data.Add(loss, softmax, false);
                    data.Add(loss, softmax, true);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// The lectures' example: softmax gives these, the third class is right, half the sum of squares is 0.55.
    /// </summary>
    [Fact]
    public void HalfSumOfSquaresOfTheLectureExample()
    {
        float[] output = [0.2f, 0.4f, 0.1f, 0.3f];
        float[] gradient = new float[4];
        double loss = Loss.HalfSumOfSquares.Evaluate(Network(4, softmax: true), output, Targets.Classes([2]), gradient, 1f);
        Assert.Equal(0.55, loss, 1e-7);
        Assert.Equal([0.2f, 0.4f, 0.1f - 1f, 0.3f], gradient);
    }

    [Fact]
    public void CrossEntropyOfTheLectureExample()
    {
        float[] output = [0.2f, 0.4f, 0.1f, 0.3f];
        float[] gradient = new float[4];
        NetworkDescription network = Network(4, softmax: true);
        Assert.Equal(-Math.Log(0.1), Loss.CrossEntropy.Evaluate(network, output, Targets.Classes([2]), gradient, 1f), 1e-7);
        Assert.Equal([0.2f, 0.4f, 0.1f - 1f, 0.3f], gradient);
        Assert.Equal(GradientEntry.BeforeSoftmax, Loss.CrossEntropy.EntryFor(network));
        Assert.Equal(GradientEntry.Output, Loss.CrossEntropy.EntryFor(Network(4, softmax: false)));
        Assert.Equal(GradientEntry.Output, Loss.HalfSumOfSquares.EntryFor(network));
    }

    /// <summary>
    /// The gradient against central differences of the loss's own definition in double precision. For the fused entry
    /// the variable is what enters the softmax.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreThoseOfTheDefinition(string name, bool softmax, bool vectors)
    {
        const int rows = 3;
        const int length = 5;
        const float scale = 0.25f;
        const double h = 1e-6;
        Loss loss = Find(name);
        NetworkDescription network = Network(length, softmax);
        bool beforeSoftmax = loss.EntryFor(network) == GradientEntry.BeforeSoftmax;
        bool logits = name == "CrossEntropy";

        double[] variables = [.. TestData.Uniform(rows * length, 5, logits ? -2 : 0.1, logits ? 2 : 0.9).Select(static v => (double)v)];
        int[] labels = [0, 4, 2];
        float[] dense = TestData.Uniform(rows * length, 6, 0, 1);
        Func<double[], double[]> outputsOf = v => beforeSoftmax ? Softmax(v, length) : v;
        float[] outputs = [.. outputsOf(variables).Select(static v => (float)v)];
        float[] gradients = new float[outputs.Length];
        Targets targets = vectors ? Targets.Dense(dense) : Targets.Classes(labels);
        double value = loss.Evaluate(network, outputs, targets, gradients, scale);
        Assert.Equal(value, loss.Evaluate(network, outputs, targets, default, 1f));
        Assert.Equal(Exact(variables), value, 1e-5);
        for (int i = 0; i < variables.Length; i++)
        {
            double[] up = [.. variables];
            double[] down = [.. variables];
            up[i] += h;
            down[i] -= h;
            Assert.Equal(scale * (Exact(up) - Exact(down)) / (2 * h), gradients[i], 2e-5);
        }

        double Exact(double[] v)
        {
            double[] o = outputsOf(v);
            double sum = 0;
            for (int row = 0; row < rows; row++)
            {
                double[] target = [.. Enumerable.Range(0, length).Select(i => vectors ? dense[(row * length) + i] : i == labels[row] ? 1.0 : 0.0)];
                sum += Definition(name, o[(row * length)..((row + 1) * length)], target, alreadyProbabilities: softmax);
            }

            return sum;
        }
    }

    [Fact]
    public void ASingleOutputTakesZeroAndOneAsLabels()
    {
        NetworkDescription network = Network(1, softmax: false);
        double loss = Loss.BinaryCrossEntropy.Evaluate(network, [0.75f, 0.75f], Targets.Classes([1, 0]), default, 1f);
        Assert.Equal(-Math.Log(0.75) - Math.Log(0.25), loss, 1e-6);
        Assert.Equal(1, Loss.ClassOf([0.5f]));
        Assert.Equal(0, Loss.ClassOf([0.49f]));
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, [0.5f], Targets.Classes([1]), default, 1f); });
    }

    [Fact]
    public void CertaintyThatIsWrongStaysFinite()
    {
        float[] gradient = new float[2];
        Assert.InRange(Loss.CrossEntropy.Evaluate(Network(2, true), [1f, 0f], Targets.Classes([1]), gradient, 1f), 87, 88);
        Assert.InRange(Loss.CrossEntropy.Evaluate(Network(2, false), [3e38f, -3e38f], Targets.Classes([1]), gradient, 1f), 5.9e38, 6.1e38);
        Assert.Equal(100, Loss.BinaryCrossEntropy.Evaluate(Network(1, false), [0f], Targets.Classes([1]), gradient.AsSpan(0, 1), 1f), 1e-6);
        Assert.All(gradient, static g => Assert.True(float.IsFinite(g)));
    }

    [Theory]
    [InlineData("CrossEntropy", true)]
    [InlineData("CrossEntropy", false)]
    [InlineData("BinaryCrossEntropy", false)]
    [InlineData("MeanSquaredError", false)]
    [InlineData("HalfSumOfSquares", false)]
    public void NotANumberShows(string name, bool softmax) =>
        Assert.True(double.IsNaN(Find(name).Evaluate(Network(2, softmax), [float.NaN, float.NaN], Targets.Classes([1]), default, 1f)));

    [Fact]
    public void WrongLengthsAndLabelsAreRefused()
    {
        NetworkDescription network = Network(3, softmax: true);
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[4], Targets.Classes([1]), default, 1f); });
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[3], Targets.Classes([1, 2]), default, 1f); });
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[3], Targets.Dense(new float[2]), default, 1f); });
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[3], Targets.Classes([1]), new float[2], 1f); });
        Assert.Contains("Label 3", Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[3], Targets.Classes([3]), default, 1f); }).Message);
        Assert.Throws<ArgumentException>(() => { Loss.CrossEntropy.Evaluate(network, new float[3], Targets.Classes([-1]), default, 1f); });
    }

    private static Loss Find(string name) => name switch
    {
        "CrossEntropy" => Loss.CrossEntropy,
        "BinaryCrossEntropy" => Loss.BinaryCrossEntropy,
        "MeanSquaredError" => Loss.MeanSquaredError,
        _ => Loss.HalfSumOfSquares,
    };

    private static double Definition(string name, double[] o, double[] y, bool alreadyProbabilities)
    {
        double[] p = alreadyProbabilities ? o : Softmax(o, o.Length);
        double sum = 0;
        for (int i = 0; i < o.Length; i++)
        {
            sum += name switch
            {
                "CrossEntropy" => -y[i] * Math.Log(p[i]),
                "BinaryCrossEntropy" => -((y[i] * Math.Log(o[i])) + ((1 - y[i]) * Math.Log(1 - o[i]))) / o.Length,
                "MeanSquaredError" => (o[i] - y[i]) * (o[i] - y[i]) / o.Length,
                _ => (o[i] - y[i]) * (o[i] - y[i]) / 2,
            };
        }

        return sum;
    }

    private static double[] Softmax(double[] values, int length)
    {
        double[] result = new double[values.Length];
        for (int start = 0; start < values.Length; start += length)
        {
            double sum = 0;
            for (int i = start; i < start + length; i++)
            {
                sum += result[i] = Math.Exp(values[i]);
            }

            for (int i = start; i < start + length; i++)
            {
                result[i] /= sum;
            }
        }

        return result;
    }

    private static NetworkDescription Network(int outputs, bool softmax) => new("Outputs", [1], [NetworkOutput.Main([outputs], softmax)], [], [], 0);
}
