namespace StaticNet.Tests;

public sealed class WeightsTests
{
    [Fact]
    public void ViewsAddressElementsInPyTorchOrder()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        ParameterView conv = weights["conv1.weight"];
        float[] values = TestData.Uniform(conv.Count, 1);
        conv.CopyFrom(values);
        Assert.Equal(values, conv.ToArray());
        for (int k = 0; k < 20; k++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int y = 0; y < 3; y++)
                {
                    for (int x = 0; x < 3; x++)
                    {
                        int flat = (((((k * 3) + c) * 3) + y) * 3) + x;
                        Assert.Equal(values[flat], conv[flat]);
                        Assert.Equal(values[flat], conv[k, c, y, x]);
                        Assert.Equal(values[flat], weights.Packed.Span[(k / 16 * 432) + (k % 16) + (c * 16) + (y * 144) + (x * 48)]);
                    }
                }
            }
        }
    }

    [Fact]
    public void WritingMovesTheVersionOn()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        ParameterView bias = weights["conv1.bias"];
        int version = weights.Version;
        bias[3] = 2f;
        Assert.True(weights.Version > version);
        version = weights.Version;
        bias[[4]] = 3f;
        Assert.True(weights.Version > version);
        Assert.Equal(2f, bias[[3]]);
        Assert.Equal(3f, bias[4]);
    }

    [Fact]
    public void ViewsRefuseWhatIsNotThere()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        ParameterView conv = weights["conv1.weight"];
        Assert.Throws<ArgumentOutOfRangeException>(() => conv[540]);
        Assert.Throws<ArgumentOutOfRangeException>(() => conv[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => conv[0, 3, 0, 0]);
        Assert.Throws<ArgumentException>(() => conv[0, 0]);
        Assert.Throws<ArgumentException>(() => conv.CopyFrom(new float[539]));
        Assert.Throws<ArgumentException>(() => conv.CopyTo(new float[539]));
        Assert.Contains("conv1.weight", Assert.Throws<KeyNotFoundException>(() => weights["conv2.weight"]).Message);
    }

    [Fact]
    public void InitialisationDoesNotDependOnThePacking()
    {
        var packed = new Weights(Descriptions.ConvAndDense);
        var compact = new Weights(Descriptions.Compact);
        packed.Initialize(5);
        compact.Initialize(5);
        foreach (ParameterInfo parameter in packed.Description.Parameters)
        {
            Assert.Equal(compact[parameter.Name].ToArray(), packed[parameter.Name].ToArray());
        }

        float[] first = packed.Packed.Span.ToArray();
        packed.Initialize(6);
        Assert.NotEqual(first, packed.Packed.Span.ToArray());
        packed.Initialize(5);
        Assert.Equal(first, packed.Packed.Span.ToArray());
    }

    [Fact]
    public void InitialisationHasTheDeviationsOfItsPapers()
    {
        const int fanIn = 400;
        const int fanOut = 250;
        NetworkDescription network = new(
            "Wide", [fanIn], [NetworkOutput.Main([fanOut], endsInSoftmax: false)], [],
            [
                Parameter("he", Initialization.He, 0), Parameter("glorot", Initialization.Glorot, fanIn * fanOut),
                new("zero", [fanOut], ParameterRole.Bias, Initialization.Zero, fanIn, fanOut, 2 * fanIn * fanOut, [PackedAxis.Strided(fanOut, 1)]),
                Parameter("lecun", Initialization.LeCun, (2 * fanIn * fanOut) + fanOut),
                new("slope", [fanOut], ParameterRole.Weight, Initialization.Constant, fanIn, fanOut, (3 * fanIn * fanOut) + fanOut, [PackedAxis.Strided(fanOut, 1)])
                {
                    InitialValue = 0.25f,
                },
            ],
            (3 * fanIn * fanOut) + (2 * fanOut));
        var weights = new Weights(network);
        weights.Initialize(1);

        foreach ((string name, double deviation) in new[] { ("he", Math.Sqrt(2.0 / fanIn)), ("lecun", Math.Sqrt(1.0 / fanIn)) })
        {
            float[] normal = weights[name].ToArray();
            Assert.InRange(normal.Average(), -0.02 * deviation, 0.02 * deviation);
            Assert.InRange(Math.Sqrt(normal.Average(static v => (double)v * v)), 0.98 * deviation, 1.02 * deviation);
        }

        float[] glorot = weights["glorot"].ToArray();
        double bound = Math.Sqrt(6.0 / (fanIn + fanOut));
        Assert.InRange(glorot.Max(), 0.999 * bound, bound);
        Assert.InRange(glorot.Min(), -bound, -0.999 * bound);
        Assert.InRange(Math.Sqrt(glorot.Average(static v => (double)v * v)), 0.98 * bound / Math.Sqrt(3), 1.02 * bound / Math.Sqrt(3));
        Assert.All(weights["zero"].ToArray(), static v => Assert.Equal(0f, v));
        Assert.All(weights["slope"].ToArray(), static v => Assert.Equal(0.25f, v));

        static ParameterInfo Parameter(string name, Initialization initialization, int offset) => new(
            name, [fanOut, fanIn], ParameterRole.Weight, initialization, fanIn, fanOut, offset,
            [PackedAxis.Strided(fanOut, fanIn), PackedAxis.Strided(fanIn, 1)]);
    }

    /// <summary>The bits themselves: a seed means the same weights with the next version, too.</summary>
    [Fact]
    public void InitialisationKeepsItsBits()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        weights.Initialize(2024);
        Assert.Equal(KnownConv, weights["conv1.weight"].ToArray()[..3]);
        Assert.Equal(KnownDense, weights["dense1.weight"].ToArray()[..3]);
    }

    private static readonly float[] KnownConv = [0.140072495f, 0.202549621f, -0.333845705f];
    private static readonly float[] KnownDense = [0.0752753839f, 0.0874630511f, 0.0882605091f];

    [Fact]
    public void PaddingStaysZero()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        weights.Initialize(1);
        int nonzero = weights.Packed.Span.ToArray().Count(static v => v != 0);
        Assert.InRange(nonzero, 900, 940);
    }
}
