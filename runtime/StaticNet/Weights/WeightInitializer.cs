namespace StaticNet;

/// <summary>Draws a network's parameters before training.</summary>
internal static class WeightInitializer
{
    public static void Fill(Weights weights, int seed)
    {
        IReadOnlyList<ParameterInfo> parameters = weights.Description.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            // A stream for each parameter, so that another layer's size does not shift the values of all that follow.
            Fill(weights.Packed.Span, parameters[i], new SeededRandom(RandomBits.Derive((uint)seed, (uint)i)));
        }
    }

    private static void Fill(Span<float> packed, ParameterInfo info, SeededRandom random)
    {
        double deviation = Math.Sqrt((info.Initialization == Initialization.LeCun ? 1.0 : 2.0) / Math.Max(1, info.FanIn));
        double bound = Math.Sqrt(6.0 / Math.Max(1, (long)info.FanIn + info.FanOut));
        var walk = new PackedWalk(info);
        while (walk.NextRow(out int origin, out ReadOnlySpan<int> offsets))
        {
            foreach (int offset in offsets)
            {
                packed[origin + offset] = info.Initialization switch
                {
                    Initialization.He or Initialization.LeCun => (float)(deviation * random.NextNormal()),
                    Initialization.Glorot => (float)(bound * ((2.0 * random.NextDouble()) - 1.0)),
                    Initialization.Constant => info.InitialValue,
                    _ => 0f,
                };
            }
        }
    }
}
