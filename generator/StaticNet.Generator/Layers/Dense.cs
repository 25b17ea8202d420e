namespace StaticNet.Generator.Layers;

/// <summary>Fully connected layer: [out, in]. A map before it is flattened in channels, height, width order.</summary>
internal sealed partial record Dense(int Units, bool Bias) : Layer
{
    public override string Kind => "dense";
}

/// <summary>A map as a vector, in channels, height, width order.</summary>
internal sealed partial record Flatten : Layer
{
    public override string Kind => "flatten";
}
