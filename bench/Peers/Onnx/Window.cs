namespace StaticNet.Peers.Onnx;

/// <summary>The sliding window of a convolution or pool with everything it leaves out filled in.</summary>
internal sealed class Window
{
    private readonly Fit fit;

    public Window(DeclaredLayer layer, bool strideDefaultsToKernel)
    {
        Kernel = layer.Kernel();
        Stride = layer.Axes("Stride", strideDefaultsToKernel ? Kernel : [1, 1]);
        Dilation = layer.Axes("Dilation", [1, 1]);
        Padding = layer.Padding();
        fit = (Fit)layer.Int("Fit", (int)Fit.Exact);
    }

    /// <summary>Height and width.</summary>
    public int[] Kernel { get; }

    /// <summary>By row and by column.</summary>
    public int[] Stride { get; }

    /// <summary>By row and by column.</summary>
    public int[] Dilation { get; }

    /// <summary>Top, left, bottom, right.</summary>
    public int[] Padding { get; }

    /// <summary>Whether a last window that does not fit wholly is kept.</summary>
    public bool RoundsUp => fit == Fit.Pad;

    /// <summary>Height and width of the output for an input of <paramref name="shape"/> (channels, height, width).</summary>
    public (int Height, int Width) Output(int[] shape) => (Output(shape, 0), Output(shape, 1));

    /// <summary>The declared padding, and at the end what the last windows reach beyond it.</summary>
    public int[] PaddingFor(int[] shape, int height, int width) =>
        [Padding[0], Padding[1], End(shape, 0, height), End(shape, 1, width)];

    private int Output(int[] shape, int axis)
    {
        int room = shape[axis + 1] + Padding[axis] + Padding[axis + 2] - Span(axis);
        return (RoundsUp ? (room + Stride[axis] - 1) / Stride[axis] : room / Stride[axis]) + 1;
    }

    private int End(int[] shape, int axis, int count)
    {
        int reach = (count - 1) * Stride[axis] + Span(axis) - shape[axis + 1] - Padding[axis];
        return Math.Max(Padding[axis + 2], reach);
    }

    private int Span(int axis) => (Kernel[axis] - 1) * Dilation[axis] + 1;
}
