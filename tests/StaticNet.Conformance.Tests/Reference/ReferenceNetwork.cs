namespace StaticNet.Conformance.Tests.Reference;

/// <summary>Where the gradient handed to a backward pass enters.</summary>
internal enum GradientEnters
{
    AtOutput,

    /// <summary>At the logits: the last layer, a softmax, is skipped.</summary>
    BeforeSoftmax,
}

/// <summary>A network, interpreted.</summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceGraph graph;

    private ReferenceNetwork(MapShape input, ReferenceGraph graph)
    {
        Input = input;
        this.graph = graph;
    }

    public MapShape Input { get; }

    /// <summary>The main output.</summary>
    public MapShape Output => Nodes[^1].Layer.Output;

    public IReadOnlyList<ReferenceNode> Nodes => graph.Nodes;

    public IEnumerable<ReferenceLayer> Layers => Nodes.Select(static node => node.Layer);

    /// <summary>Values in a picture's row of outputs.</summary>
    public int OutputLength(bool training) => OutputsOf(training).Sum(value => graph.Shape(value).Length);

    /// <summary>All parameters in declaration order, named by kind and ordinal of their layer, or by its As.</summary>
    public IReadOnlyList<ReferenceParameter> Parameters => graph.Parameters;

    public IEnumerable<DropoutReference> Dropouts => Layers.OfType<DropoutReference>();

    public ReferenceParameter this[string name] => Parameters.Single(parameter => parameter.Name == name);

    /// <summary>The network that <c>[Network(shape)]</c> with the attributes of <paramref name="layers"/> declares.</summary>
    public static ReferenceNetwork Parse(int[] shape, string layers)
    {
        MapShape input = MapShape.FromNetwork(shape);
        var graph = new ReferenceGraph(input);
        foreach (LayerText text in LayerText.Parse(layers))
        {
            graph.Place(text, Create);
        }

        return new ReferenceNetwork(input, graph);
    }

    /// <summary>The values that are outputs, in the order of a row: 0 is the input, i + 1 the value of node i.</summary>
    public IReadOnlyList<int> OutputsOf(bool training) => graph.Outputs(training);

    /// <summary>The values of each picture of <paramref name="inputs"/>.</summary>
    public ReferencePass Forward(IReadOnlyList<double[]> inputs, bool training = false)
    {
        var values = new double[Nodes.Count + 1][][];
        values[0] = [.. inputs];
        for (int i = 0; i < Nodes.Count; i++)
        {
            ReferenceNode node = Nodes[i];
            values[i + 1] = node.Layer is JoinReference join
                ? join.Forward([.. node.Inputs.Select(input => values[input])])
                : node.Layer.Forward(values[node.Inputs[0]], training);
        }

        return new ReferencePass(this, values);
    }

    private static ReferenceLayer Create(LayerText text, MapShape input) => text.Kind switch
    {
        "Conv" => new ConvolutionReference(
            input, text.Integer(0), ConvolutionWindow(text, input), text.Integer("Groups", 1), text.Flag("Bias", true)),
        "ConvTranspose" => new TransposedConvolutionReference(
            input, text.Integer(0), LaidWindow.Lay(text, input), text.Integer("Groups", 1), text.Flag("Bias", true)),
        "LocallyConnected" => new LocallyConnectedReference(input, text.Integer(0), ConvolutionWindow(text, input), text.Flag("Bias", true)),
        "MaxPool" => new MaxPoolReference(input, PoolWindow(text, input)),
        "AvgPool" => new AveragePoolReference(input, PoolWindow(text, input), text.Flag("CountPadding", false)),
        "SumPool" => new SumPoolReference(input, PoolWindow(text, input)),
        "L2Pool" => new L2PoolReference(input, PoolWindow(text, input)),
        "GlobalAvgPool" => new GlobalAveragePoolReference(input),
        "GlobalMaxPool" => new GlobalMaxPoolReference(input),
        "Pad" => Border(text, input, 1),
        "Crop" => Border(text, input, -1),
        "Upsample" when text.Member("Mode") == "Bilinear" => new BilinearReference(input, text.PerAxis(0, input.Rank), text.Flag("AlignCorners", false)),
        "Upsample" => new NearestReference(input, text.PerAxis(0, input.Rank)),
        "PixelShuffle" => new PixelShuffleReference(input, text.Integer(0)),
        "Reshape" => new ReshapeReference(input, [.. Enumerable.Range(0, text.PositionalCount).Select(text.Integer)]),
        "BatchNorm" => new BatchNormReference(input, text.Real("Epsilon", 1e-5), text.Real("Momentum", 0.1), text.Flag("Affine", true)),
        "InstanceNorm" => new GroupNormReference(input, text.Real("Epsilon", 1e-5), input.Channels, text.Flag("Affine", false), perElement: false),
        "GroupNorm" => new GroupNormReference(input, text.Real("Epsilon", 1e-5), text.Integer(0), text.Flag("Affine", true), perElement: false),
        "LayerNorm" => new GroupNormReference(input, text.Real("Epsilon", 1e-5), 1, text.Flag("Affine", true), perElement: true),
        "LocalResponseNorm" => new LocalResponseNormReference(
            input, text.PositionalCount > 0 ? text.Integer(0) : 5, text.Real("Alpha", 1e-4), text.Real("Beta", 0.75), text.Real("K", 1),
            text.Flag("AverageSquares", true)),
        "Relu" => new ReluReference(input),
        "LeakyRelu" => new LeakyReluReference(input, text.Real(0, 0.01)),
        "PRelu" => new PReluReference(input, text.Flag("Shared", false)),
        "Relu6" => new Relu6Reference(input),
        "Elu" => new EluReference(input, text.Real(0, 1)),
        "Selu" => EluReference.Selu(input),
        "Gelu" => text.Flag("Tanh", false) ? new TanhGeluReference(input) : new GeluReference(input),
        "Softplus" => new SoftplusReference(input),
        "HardSigmoid" => new HardSigmoidReference(input, text.Real(0, 1.0 / 6)),
        "HardSwish" => new HardSwishReference(input),
        "Swish" => new SwishReference(input),
        "Tanh" => new TanhReference(input),
        "Sigmoid" => new SigmoidReference(input),
        "Dense" => new DenseReference(input, text.Integer(0), text.Flag("Bias", true)),
        "Flatten" => new FlattenReference(input),
        "Dropout" => new DropoutReference(input, text.Real(0, 0.5)),
        "SpatialDropout" => new SpatialDropoutReference(input, text.Real(0, 0.5)),
        "Softmax" => new SoftmaxReference(input),
        "LogSoftmax" => new LogSoftmaxReference(input),
        _ => throw new ArgumentException($"There is no layer {text.Kind}."),
    };

    private static SlidingWindow ConvolutionWindow(LayerText text, MapShape input)
    {
        int[] kernel = text.Kernel(position: 1, input.Rank);
        return SlidingWindow.Lay(text, input, kernel, stride: [.. kernel.Select(static _ => 1)], isPool: false);
    }

    private static BorderReference Border(LayerText text, MapShape input, int sign)
    {
        (int[] before, int[] after) = text.Sides(0, input.Rank);
        return new BorderReference(
            input, [.. before.Select(size => sign * size)], [.. after.Select(size => sign * size)], text.Member("Mode") ?? "Constant", text.Real("Value", 0));
    }

    private static SlidingWindow PoolWindow(LayerText text, MapShape input)
    {
        int[] kernel = text.Kernel(position: 0, input.Rank);
        return SlidingWindow.Lay(text, input, kernel, stride: kernel, isPool: true);
    }
}
