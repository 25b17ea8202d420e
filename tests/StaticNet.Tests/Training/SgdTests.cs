using StaticNet.Training;

namespace StaticNet.Tests.Training;

public sealed class SgdTests
{
    public static TheoryData<double, bool, double> Settings => new()
    {
        { 0, false, 0 }, { 0, false, 0.01 }, { 0.9, false, 0 }, { 0.9, false, 0.01 }, { 0.9, true, 0 }, { 0.5, true, 0.02 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void FollowsPyTorchsFormula(double momentum, bool nesterov, double decay)
    {
        const double rate = 0.1;
        for (int length = 0; length <= 70; length++)
        {
            using var weights = new GuardedFloats(length);
            using var gradients = new GuardedFloats(length);
            var sgd = new Sgd(rate, momentum, nesterov, decay);
            sgd.Attach(length);
            TestData.Uniform(length, 1).CopyTo(weights.Span);
            double[] w = [.. weights.Span.ToArray().Select(static v => (double)v)];
            double[] v = new double[length];
            for (int step = 0; step < 5; step++)
            {
                TestData.Uniform(length, 10 + step).CopyTo(gradients.Span);
                sgd.Update(0, weights.Span, gradients.Span, (float)rate);
                for (int i = 0; i < length; i++)
                {
                    double g = gradients.Span[i] + (decay * w[i]);
                    v[i] = (momentum * v[i]) + g;
                    w[i] -= rate * (nesterov ? g + (momentum * v[i]) : v[i]);
                }
            }

            for (int i = 0; i < length; i++)
            {
                Assert.Equal(w[i], weights.Span[i], 2e-6);
            }
        }
    }

    [Fact]
    public void BitsDoNotDependOnHowTheBufferIsCut()
    {
        const int length = 64 * 5;
        float[] whole = TestData.Uniform(length, 1);
        float[] parts = [.. whole];
        float[] gradients = TestData.Uniform(length, 2);
        var first = new Sgd(0.1, 0.9, nesterov: true, 0.001);
        var second = new Sgd(0.1, 0.9, nesterov: true, 0.001);
        first.Attach(length);
        second.Attach(length);
        for (int step = 0; step < 3; step++)
        {
            first.Update(0, whole, gradients, 0.1f);
            second.Update(64, parts.AsSpan(64), gradients.AsSpan(64), 0.1f);
            second.Update(0, parts.AsSpan(0, 64), gradients.AsSpan(0, 64), 0.1f);
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void RefusesImpossibleSettings()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-0.1));
        Assert.Throws<ArgumentException>(() => new Sgd(0.1, nesterov: true));
    }

    [Fact]
    public void RatesFollowTheirSchedules()
    {
        LearningRate constant = 0.3;
        Assert.Equal(0.3, constant.At(7, 10));
        LearningRate cosine = LearningRate.Cosine(0.2, final: 0.02);
        Assert.Equal(0.2, cosine.At(0, 100), 1e-12);
        Assert.Equal(0.11, cosine.At(50, 100), 1e-12);
        Assert.Equal(0.02, cosine.At(100, 100), 1e-12);
        Assert.True(cosine.At(99, 100) > 0.02);
        LearningRate warm = LearningRate.Cosine(0.2, warmUp: 0.1);
        Assert.Equal(0.02, warm.At(0, 100), 1e-12);
        Assert.Equal(0.2, warm.At(9, 100), 1e-12);
        Assert.Equal(0.2, warm.At(10, 100), 1e-12);
        Assert.Equal(0.1, warm.At(55, 100), 1e-12);
        Assert.Equal(0.2, warm.Base);
    }
}
