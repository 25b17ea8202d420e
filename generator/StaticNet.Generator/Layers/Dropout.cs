namespace StaticNet.Generator.Layers;

/// <summary>Inverted dropout: while training a value is zeroed with probability <see cref="Rate"/>, the others scaled by 1/(1-Rate).</summary>
internal sealed partial record Dropout(float Rate) : Layer
{
    public override string Kind => "dropout";
}
