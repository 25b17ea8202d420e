namespace StaticNet;

/// <summary>A family of layers that a drawing shows in one colour: its name in the legend, and its fills on light and on dark.</summary>
internal sealed record DrawnKind(string Class, string Title, string Light, string Dark)
{
    public static readonly DrawnKind Input = new("input", "input", "#e8eaed", "#3c4043");

    private static readonly DrawnKind Convolution = new("conv", "convolution", "#cfe2ff", "#1c4587");
    private static readonly DrawnKind Dense = new("dense", "dense", "#d9d2f5", "#43307a");
    private static readonly DrawnKind Pool = new("pool", "pooling", "#ffdfba", "#7a4510");
    private static readonly DrawnKind Norm = new("norm", "normalisation", "#d5ecd4", "#22532a");
    private static readonly DrawnKind Activation = new("activation", "activation", "#fff3c4", "#5c5110");
    private static readonly DrawnKind Join = new("join", "join", "#f8cfd8", "#7a2338");
    private static readonly DrawnKind Dropout = new("dropout", "dropout", "#ece3da", "#51443a");
    private static readonly DrawnKind Shaping = new("shaping", "shape and size", "#cdecec", "#155053");
    private static readonly DrawnKind Other = new("other", "other", "#f1f1f1", "#303338");

    /// <summary>In the order of the legend.</summary>
    public static readonly DrawnKind[] All = [Input, Convolution, Dense, Pool, Norm, Activation, Join, Dropout, Shaping, Other];

    /// <summary>Whether layers of the family change a value in place, so that they are drawn attached to the layer before.</summary>
    public bool Follows => this == Norm || this == Activation || this == Dropout;

    /// <summary>The family of a layer, by the first word of <see cref="LayerSummary.Kind"/>.</summary>
    public static DrawnKind Of(string kind)
    {
        int end = kind.IndexOf(' ');
        string title = (end < 0 ? kind : kind[..end]).ToLowerInvariant();
        return title switch
        {
            "conv" or "convtranspose" or "locallyconnected" => Convolution,
            "dense" => Dense,
            "dropout" or "spatialdropout" => Dropout,
            "add" or "concat" or "multiply" => Join,
            "upsample" or "pixelshuffle" or "pad" or "crop" or "reshape" or "flatten" or "channelpad" => Shaping,
            "relu" or "relu6" or "leakyrelu" or "prelu" or "elu" or "selu" or "gelu" or "sigmoid" or "tanh" or "softplus"
                or "hardsigmoid" or "hardswish" or "swish" or "softmax" or "logsoftmax" => Activation,
            _ when title.EndsWith("pool", StringComparison.Ordinal) => Pool,
            _ when title.EndsWith("norm", StringComparison.Ordinal) => Norm,
            _ => Other,
        };
    }
}
