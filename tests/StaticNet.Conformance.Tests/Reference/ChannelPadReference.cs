namespace StaticNet.Conformance.Tests.Reference;

/// <summary>Channels of zeros behind a value's own: what is left of option A of residual networks when the positions are taken.</summary>
internal sealed class ChannelPadReference(MapShape input, int further) : ReferenceLayer(input, input with { Channels = input.Channels + further })
{
    public override double[] Forward(double[] x, int picture) => [.. x, .. new double[Output.Length - Input.Length]];

    public override double[] Backward(double[] x, double[] y, double[] dy, int picture) => dy[..Input.Length];
}
