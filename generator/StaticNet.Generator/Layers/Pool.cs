namespace StaticNet.Generator.Layers;

/// <summary>Which value a pool takes from its window.</summary>
internal enum PoolKind
{
    Max,
    Average,
}

/// <summary>Max or average pool. Padding is never a value: max ignores it, average divides by the real count unless CountPadding.</summary>
internal sealed partial record Pool(PoolKind Reduction, Window Window, bool CountPadding) : Layer
{
    public override string Kind => Reduction == PoolKind.Max ? "maxpool" : "avgpool";
}

/// <summary>The mean of every channel over all positions; the output has no spatial axes.</summary>
internal sealed partial record GlobalAvgPool : Layer
{
    public override string Kind => "globalavgpool";
}
