namespace StaticNet.Peers.Reference;

/// <summary>A value of one picture in double precision: its shape, channels first and without the batch, and its elements.</summary>
internal sealed record DoubleValue(int[] Shape, double[] Elements)
{
    /// <summary>Channels of a map, or elements of a vector.</summary>
    public int Channels => Shape[0];

    /// <summary>Rows; 1 for what has none.</summary>
    public int Height => Shape.Length > 2 ? Shape[^2] : 1;

    /// <summary>Columns; 1 for a vector.</summary>
    public int Width => Shape.Length > 1 ? Shape[^1] : 1;

    /// <summary>Elements of one channel.</summary>
    public int Positions => Height * Width;

    /// <summary>The same shape with the elements that <paramref name="function"/> makes of these.</summary>
    public DoubleValue Select(Func<double, double> function) => this with { Elements = Array.ConvertAll(Elements, element => function(element)) };

    /// <summary>Element by element with another value of this shape.</summary>
    public DoubleValue Zip(DoubleValue other, Func<double, double, double> function)
    {
        var result = new double[Elements.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = function(Elements[i], other.Elements[i]);
        }

        return this with { Elements = result };
    }
}
