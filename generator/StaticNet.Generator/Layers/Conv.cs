namespace StaticNet.Generator.Layers;

/// <summary>Convolution (cross-correlation, as every framework computes it): [out, in/groups, kh, kw].</summary>
internal sealed partial record Conv(int Filters, Window Window, int Groups, bool Bias) : Layer
{
    public override string Kind => "conv";
}
