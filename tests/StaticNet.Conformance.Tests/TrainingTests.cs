using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Training;

namespace StaticNet.Conformance.Tests;

/// <summary>All of it together: a network that learns.</summary>
public class TrainingTests
{
    private const int Pictures = 20;
    private const int Classes = 10;

    public static TheoryData<string> InstructionSets => [.. InstructionSet.Supported.Select(static set => set.Name)];

    /// <summary>LeNet-5 learns twenty noisy pictures by heart, by plain gradient descent with momentum written out here.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void LeNet5LearnsByHeart(string set)
    {
        NetworkCase row = CaseList.Families["Chain"].Single(static candidate => candidate.Name == "LeNet5");
        GeneratedNetwork network = GeneratedAssembly.OfFamily("Chain").Network(row);
        Engine engine = network.Engine(InstructionSet.All.Single(candidate => candidate.Name == set));
        network.Network.Weights.Initialize(3);

        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(Pictures);
        var random = new Random(12);
        float[][] prototypes = [.. Enumerable.Range(0, Classes).Select(_ => Numbers.Uniform(random, network.InputLength))];
        for (int picture = 0; picture < Pictures; picture++)
        {
            float[] noise = Numbers.Uniform(random, network.InputLength, 0.3);
            float[] noisy = [.. prototypes[picture % Classes].Zip(noise, static (value, error) => value + error)];
            noisy.CopyTo(workspace.Input[(picture * network.InputLength)..]);
        }

        float[] velocity = new float[network.Network.Weights.Packed.Length];
        var losses = new List<double>();
        while (losses.Count < 80 && (losses.Count == 0 || losses[^1] > 0.01))
        {
            engine.Forward(workspace, Pictures, seed: (ulong)losses.Count);
            losses.Add(CrossEntropy(workspace));
            engine.Backward(workspace, Pictures, GradientEntry.BeforeSoftmax, inputGradient: false);
            Span<float> weights = network.Network.Weights.Packed.Span;
            for (int i = 0; i < weights.Length; i++)
            {
                velocity[i] = (0.9f * velocity[i]) - (0.02f * workspace.ParameterGradient.Span[i]);
                weights[i] += velocity[i];
            }
        }

        Assert.InRange(losses[0], 1, 10);
        Assert.True(losses[^1] <= 0.01, $"After {losses.Count} steps the loss is {losses[^1]:G3}, from {losses[0]:G3}.");
    }

    /// <summary>
    /// Two threads and one, and two runs: the same bits after the same steps. Batches of 40 make two whole pieces and a rest; dropout
    /// must not depend on who computes what.
    /// </summary>
    [Theory]
    [InlineData("Chain", "LeNet5")]
    [InlineData("Chain", "MiniMobileNet")]
    [InlineData("Dropout", "DropoutBeforeSoftmax")]
    [InlineData("Norm", "BatchNormIntoDense")]
    public void ThreadsDoNotChangeABit(string family, string name)
    {
        int[] Train(int threads)
        {
            NetworkCase row = CaseList.Families[family].Single(candidate => candidate.Name == name);
            GeneratedNetwork network = GeneratedAssembly.OfFamily(family).Network(row);
            network.Network.Weights.Initialize(4);
            const int batch = 40;
            float[] input = Numbers.Uniform(new Random(5), batch * network.InputLength);
            int[] labels = [.. Enumerable.Range(0, batch).Select(picture => picture % network.OutputLength)];
            using var trainer = new Trainer(network.Network, new TrainerOptions { Threads = threads, Seed = 6 });
            for (int step = 0; step < 3; step++)
            {
                trainer.TrainStep(input, labels);
            }

            return [.. network.Network.Weights.Packed.Span.ToArray().Select(BitConverter.SingleToInt32Bits)];
        }

        int[] alone = Train(threads: 1);
        Assert.Equal(alone, Train(threads: 2));
        Assert.Equal(alone, Train(threads: 3));
        Assert.Equal(alone, Train(threads: 1));
    }

    /// <summary>The mean of -log p, and its gradient with respect to the logits, (p - y) / pictures.</summary>
    private static double CrossEntropy(TrainingWorkspace workspace)
    {
        double loss = 0;
        for (int picture = 0; picture < Pictures; picture++)
        {
            for (int i = 0; i < Classes; i++)
            {
                float p = workspace.Output[(picture * Classes) + i];
                bool isLabel = i == picture % Classes;
                loss -= isLabel ? Math.Log(p) / Pictures : 0;
                workspace.OutputGradient[(picture * Classes) + i] = (p - (isLabel ? 1 : 0)) / Pictures;
            }
        }

        return loss;
    }
}
