namespace TrainLeNet;

/// <summary>
/// How LeNet-5 is trained unless the command line says otherwise: found on a sixth of the training pictures, set aside. Around it the
/// accuracy is flat; from twice the rate on, some seeds do not train at all.
/// </summary>
internal static class Recipe
{
    public const int Epochs = 10;
    public const int BatchSize = 64;
    public const double LearningRate = 0.04;
    public const double Momentum = 0.9;
    public const double WeightDecay = 0.002;
}
