namespace StaticNet;

/// <summary>Draws a network's parameters before training.</summary>
internal static class WeightInitializer
{
    /// <summary>Floats drawn before they are moved to their places.</summary>
    private const int PartLength = 1 << 14;

    public static void Fill(NetworkDescription network, Span<float> packed, int seed)
    {
        IReadOnlyList<ParameterInfo> parameters = network.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            // A stream for each parameter, so that another layer's size does not shift the values of all that follow.
            Fill(packed, parameters[i], new SeededRandom(RandomBits.Derive((uint)seed, (uint)i)));
        }
    }

    private static void Fill(Span<float> packed, ParameterInfo info, SeededRandom random)
    {
        double deviation = Math.Sqrt((info.Initialization == Initialization.LeCun ? 1.0 : 2.0) / Math.Max(1, info.FanIn));
        double bound = Math.Sqrt(6.0 / Math.Max(1, (long)info.FanIn + info.FanOut));
        var order = new PackedOrder(info);
        int step = order.RowsOf(PartLength);
        float[] values = new float[step * order.RowLength];
        for (int row = 0; row < order.Rows; row += step)
        {
            Span<float> part = values.AsSpan(0, Math.Min(step, order.Rows - row) * order.RowLength);
            switch (info.Initialization)
            {
                case Initialization.He or Initialization.LeCun:
                    foreach (ref float value in part)
                    {
                        value = (float)(deviation * random.NextNormal());
                    }

                    break;
                case Initialization.Glorot:
                    foreach (ref float value in part)
                    {
                        value = (float)(bound * ((2.0 * random.NextDouble()) - 1.0));
                    }

                    break;
                default:
                    part.Fill(info.Initialization == Initialization.Constant ? info.InitialValue : 0f);
                    break;
            }

            order.Pack(part, row, packed);
        }
    }
}
