using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>Every kind of layer with its lowering.</summary>
internal static class LoweringCatalog
{
    private static readonly Dictionary<Type, Lowering> Lowerings = new()
    {
        [typeof(InputLayer)] = new InputLowering(),
        [typeof(Conv)] = new ConvLowering(),
        [typeof(ConvTranspose)] = new ConvTransposeLowering(),
        [typeof(LocallyConnected)] = new LocallyConnectedLowering(),
        [typeof(Dense)] = new DenseLowering(),
        [typeof(Pool)] = new PoolLowering(),
        [typeof(GlobalAvgPool)] = new GlobalAvgPoolLowering(),
        [typeof(GlobalMaxPool)] = new GlobalMaxPoolLowering(),
        [typeof(Upsample)] = new UpsampleLowering(),
        [typeof(PixelShuffle)] = new PixelShuffleLowering(),
        [typeof(Pad)] = new PadLowering(),
        [typeof(Crop)] = new CropLowering(),
        [typeof(Reshape)] = new ReshapeLowering(),
        [typeof(Activation)] = new ActivationLowering(),
        [typeof(PRelu)] = new PReluLowering(),
        [typeof(Softmax)] = new SoftmaxLowering(),
        [typeof(LogSoftmax)] = new LogSoftmaxLowering(),
        [typeof(Dropout)] = new DropoutLowering(),
        [typeof(SpatialDropout)] = new SpatialDropoutLowering(),
        [typeof(Flatten)] = new FlattenLowering(),
        [typeof(BatchNorm)] = new BatchNormLowering(),
        [typeof(GroupNorm)] = new GroupNormLowering(),
        [typeof(LocalResponseNorm)] = new LocalResponseNormLowering(),
        [typeof(Join)] = new JoinLowering(),
        [typeof(ChannelPad)] = new ChannelPadLowering(),
    };

    public static Lowering Of(Layer layer) => Lowerings.TryGetValue(layer.GetType(), out Lowering? lowering)
        ? lowering
        : throw new InvalidOperationException($"No lowering for layer {layer.Kind}.");
}
