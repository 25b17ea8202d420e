namespace StaticNet.Tests.Networks;

public sealed class NetworkDescriptionTests
{
    [Fact]
    public void SumsItsLayers()
    {
        NetworkDescription network = Descriptions.ConvAndDense;
        Assert.Equal(48, network.InputLength);
        Assert.Equal(5, network.OutputLength);
        Assert.Equal(965, network.ParameterCount);
        Assert.Equal(2_560, network.MultiplyAdds);
        Assert.Equal(660, network.ActivationBytes);
    }

    [Fact]
    public void PrintsATable() => Assert.Equal(
        """
        Small: 3x4x4 -> 5
        layer   kind      output  parameters  multiply-adds  activation bytes  receptive field
        --------------------------------------------------------------------------------------
        conv1   Conv 3x3  20x2x2         560          2,160               320              3x3
        relu1   Relu      20x2x2           0              0               320              3x3
        dense1  Dense     5              405            400                20
        --------------------------------------------------------------------------------------
        total                            965          2,560               660

        """,
        Descriptions.ConvAndDense.ToString(), ignoreLineEndingDifferences: true);

    [Fact]
    public void WorkspacesHaveTheSizesOfTheirNetwork()
    {
        var workspace = new TrainingWorkspace(Descriptions.ConvAndDense, 4, 100);
        Assert.Equal(4, workspace.Capacity);
        Assert.Equal(4 * 48, workspace.Input.Length);
        Assert.Equal(4 * 5, workspace.Output.Length);
        Assert.Equal(4 * 5, workspace.OutputGradient.Length);
        Assert.Equal(4 * 48, workspace.InputGradient.Length);
        Assert.Equal(3216, workspace.ParameterGradient.Length);
        var own = new AlignedBuffer(3216);
        workspace.ParameterGradient = own;
        Assert.Same(own, workspace.ParameterGradient);
        Assert.Throws<ArgumentException>(() => workspace.ParameterGradient = new AlignedBuffer(3215));
    }
}
