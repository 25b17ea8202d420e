using Networks;

namespace Classify;

/// <summary>The class of a picture, and the probability that the network gives it.</summary>
internal readonly record struct Classification(string ClassName, float Probability);

/// <summary>LeNet-5 with the weights that the program carries.</summary>
internal sealed class Classifier
{
    private readonly LeNet5 network = new();
    private readonly float[] input = new float[LeNet5.InputLength];
    private readonly float[] output = new float[LeNet5.OutputLength];

    public Classifier()
    {
        using Stream weights = Resources.Open("lenet5.safetensors");
        network.Load(weights);
    }

    public Classification Classify(Pictures pictures, int index)
    {
        pictures.CopyTo(input, index);
        network.Predict(input, output);
        int best = 0;
        for (int i = 1; i < output.Length; i++)
        {
            best = output[i] > output[best] ? i : best;
        }

        return new(FashionMnist.ClassNames[best], output[best]);
    }
}
