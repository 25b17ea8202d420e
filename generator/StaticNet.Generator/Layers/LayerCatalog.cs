using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Layers;

/// <summary>Every layer by the name of its attribute in namespace StaticNet, with the function that reads it.</summary>
internal static class LayerCatalog
{
    private static readonly Dictionary<string, Func<LayerArguments, Layer>> Readers = new()
    {
        ["Conv"] = Conv.Read,
        ["ConvTranspose"] = ConvTranspose.Read,
        ["LocallyConnected"] = LocallyConnected.Read,
        ["MaxPool"] = Pool.ReadMax,
        ["AvgPool"] = Pool.ReadAverage,
        ["SumPool"] = Pool.ReadSum,
        ["L2Pool"] = Pool.ReadL2,
        ["GlobalAvgPool"] = GlobalAvgPool.Read,
        ["GlobalMaxPool"] = GlobalMaxPool.Read,
        ["Upsample"] = Upsample.Read,
        ["PixelShuffle"] = PixelShuffle.Read,
        ["Pad"] = Pad.Read,
        ["Crop"] = Crop.Read,
        ["Reshape"] = Reshape.Read,
        ["BatchNorm"] = BatchNorm.Read,
        ["InstanceNorm"] = GroupNorm.ReadInstance,
        ["GroupNorm"] = GroupNorm.Read,
        ["LayerNorm"] = GroupNorm.ReadLayer,
        ["LocalResponseNorm"] = LocalResponseNorm.Read,
        ["Relu"] = Activation.Reader(ActivationFunction.Relu),
        ["LeakyRelu"] = Activation.ReadLeakyRelu,
        ["PRelu"] = PRelu.Read,
        ["Relu6"] = Activation.Reader(ActivationFunction.Relu6),
        ["Elu"] = Activation.ReadElu,
        ["Selu"] = Activation.Reader(ActivationFunction.Selu),
        ["Gelu"] = Activation.ReadGelu,
        ["Softplus"] = Activation.Reader(ActivationFunction.Softplus),
        ["Tanh"] = Activation.Reader(ActivationFunction.Tanh),
        ["Sigmoid"] = Activation.Reader(ActivationFunction.Sigmoid),
        ["HardSigmoid"] = Activation.ReadHardSigmoid,
        ["Swish"] = Activation.Reader(ActivationFunction.Swish),
        ["HardSwish"] = Activation.Reader(ActivationFunction.HardSwish),
        ["Dense"] = Dense.Read,
        ["Flatten"] = Flatten.Read,
        ["Dropout"] = Dropout.Read,
        ["SpatialDropout"] = SpatialDropout.Read,
        ["Softmax"] = Softmax.Read,
        ["LogSoftmax"] = LogSoftmax.Read,
        ["Add"] = Join.ReadAdd,
        ["Concat"] = Join.ReadConcat,
        ["Multiply"] = Join.ReadMultiply,
        ["Shape"] = ShapeAssertion.Read,
    };

    /// <summary>Every layer as the user writes it.</summary>
    public static IEnumerable<string> Names => Readers.Keys;

    /// <summary>The layer as the user writes it: an attribute's name without the suffix.</summary>
    public static string LayerName(string attributeName)
    {
        const string suffix = "Attribute";
        return attributeName.EndsWith(suffix, StringComparison.Ordinal)
            ? attributeName.Substring(0, attributeName.Length - suffix.Length)
            : attributeName;
    }

    public static Func<LayerArguments, Layer>? ReaderOf(string layerName) =>
        Readers.TryGetValue(layerName, out Func<LayerArguments, Layer>? read) ? read : null;
}
