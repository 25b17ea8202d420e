using StaticNet.Conformance.Tests.Cases;
using StaticNet.Generator.Kernels;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>Which convolutions a prediction copies first: the family of cases about that would test nothing if none were.</summary>
public sealed class Im2ColTests
{
    [Fact]
    public void EveryCaseOfTheFamilyCopies() =>
        Assert.All(PlannedNetworks.OfFamily("Im2Col"), static network => Assert.NotEmpty(CopiesOf(network.Row)));

    [Theory]
    [InlineData("Conv(32, 1), Relu, Conv(128, 1, Stride = 2)", true)]
    [InlineData("Conv(32, 1), Relu, Conv(112, 1, Stride = 2)", false)] // Too few filters to be worth it.
    [InlineData("Conv(33, 1), Relu, Conv(128, 1, Stride = 2)", false)] // No whole blocks of channels.
    [InlineData("Conv(32, 1), Relu, Conv(128, 1)", false)] // Is one row already.
    [InlineData("Conv(32, 1), Relu, Conv(128, 3, Stride = 2, Padding = 1, Groups = 2)", false)]
    public void CopiesWherePossibleAndWorthIt(string layers, bool copies) =>
        Assert.Equal(copies, CopiesOf(new NetworkCase("Copied", [3, 15, 15], layers)).Any());

    private static IEnumerable<Im2ColKernel> CopiesOf(NetworkCase row) =>
        PlannedNetworks.Of(row).Plan.Prediction.Steps.SelectMany(static group => group.Steps).Select(static step => step.Kernel).OfType<Im2ColKernel>();
}
