using System.Reflection;
using System.Runtime.InteropServices;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Conformance.Tests.Reference;
using Xunit.Sdk;

namespace StaticNet.Conformance.Tests;

public class ConvolutionTests : FamilyTests;

public class PoolTests : FamilyTests;

public class VectorTests : FamilyTests;

public class ChainTests : FamilyTests;

public class GraphTests : FamilyTests;

public class SequenceTests : FamilyTests;

public class VolumeTests : FamilyTests;

public class ActivationTests : FamilyTests;

public class SpatialTests : FamilyTests;

public class NormTests : FamilyTests;

public class WinogradTests : FamilyTests;

public class RandomTests : FamilyTests;

public class RandomSequenceTests : FamilyTests;

public class RandomVolumeTests : FamilyTests;

/// <summary>The checks that every row of <see cref="CaseList"/> passes, on every instruction set that this machine runs.</summary>
public abstract class FamilyTests
{
    /// <summary>Of the output's root mean square.</summary>
    private const double ForwardTolerance = 1e-5;

    /// <summary>Of the gradient's root mean square.</summary>
    private const double GradientTolerance = 1e-4;

    /// <summary>
    /// A gradient so small against the others is zero but for the reference's own rounding: that of a bias in front of a normalisation,
    /// which takes all constants away.
    /// </summary>
    private const double Vanishing = 1e-10;

    /// <summary>
    /// Nearer to a kink than this, in units of a map's root mean square, rounding may choose the other side. Inputs are drawn until all
    /// values stay off.
    /// </summary>
    private const double KinkFree = 4e-6;

    private string Family => FamilyRowsAttribute.FamilyOf(GetType());

    /// <summary>Prediction gives what the formulas give.</summary>
    [Theory]
    [FamilyRows]
    public void Value(string row)
    {
        GeneratedNetwork network = Network(row);
        var random = new Random(1);
        network.DrawParameters(random);
        Workspace workspace = network.Network.CreateWorkspace();
        for (int round = 0; round < 2; round++)
        {
            float[] input = Numbers.Uniform(random, network.Row.Batch * network.InputLength);
            double[] expected = Expected(network, input);
            foreach (Engine engine in network.Engines)
            {
                // The workspace is the same for all, so that each finds the remains of another.
                float[] output = Predict(network, engine, input, workspace);
                Numbers.AssertClose(expected, output, ForwardTolerance, $"{engine}, round {round}");
            }
        }
    }

    /// <summary>
    /// All instruction sets agree, training's forward pass with prediction, and a picture does not see the batch that it is in; in
    /// training those layers see it whose formulas say so.
    /// </summary>
    [Theory]
    [FamilyRows]
    public void Parity(string row)
    {
        GeneratedNetwork network = Network(row);
        var random = new Random(2);
        network.DrawParameters(random);
        int batch = network.Row.Batch;
        float[] input = Numbers.Uniform(random, batch * network.InputLength);
        Workspace workspace = network.Network.CreateWorkspace();
        TrainingWorkspace training = network.Network.CreateTrainingWorkspace(batch);
        bool seesTheBatch = network.Reference.Layers.Any(static layer => layer.SeesTheBatch);
        float[] chosen = Predict(network, new PublicEngine(network.Network), input, workspace);
        foreach (Engine engine in network.Engines)
        {
            float[] output = Predict(network, engine, input, workspace);
            Numbers.AssertClose(Numbers.Widen(chosen), output, ForwardTolerance, $"{engine} against the public methods");
            if (engine.Name == InstructionSet.Chosen.Name)
            {
                AssertSameBits(chosen, output, $"{engine} is what the public methods choose");
            }

            float[] singly = new float[output.Length];
            for (int picture = 0; picture < batch; picture++)
            {
                Predict(network, engine, input[Part(picture, network.InputLength)], workspace)
                    .CopyTo(singly.AsSpan(picture * network.OutputLength));
            }

            AssertSameBits(output, singly, $"{engine}, a batch and its pictures singly");

            input.CopyTo(training.Input);
            training.Output.Fill(float.NaN);
            engine.Forward(training, batch, seed: 3);
            float[] forward = training.Output.ToArray();
            if (seesTheBatch)
            {
                Numbers.AssertClose(Expected(network, input, training: true), forward, ForwardTolerance, $"{engine}, training's forward pass");
                continue;
            }

            float[] predicted = [.. Enumerable.Range(0, batch).SelectMany(picture => forward[Part(picture, network.TrainingOutputLength)][..network.OutputLength])];
            Numbers.AssertClose(Numbers.Widen(output), predicted, ForwardTolerance, $"{engine}, training's forward pass against prediction");
            for (int picture = 0; picture < batch; picture++)
            {
                input.AsSpan(Part(picture, network.InputLength)).CopyTo(training.Input);
                engine.Forward(training, 1, seed: 3);
                AssertSameBits(
                    forward[Part(picture, network.TrainingOutputLength)],
                    training.Output[..network.TrainingOutputLength],
                    $"{engine}, training's forward pass of picture {picture} by itself");
            }
        }
    }

    /// <summary>A picture's outputs do not depend on its neighbours: any batch gives the bits of single pictures.</summary>
    [Theory]
    [FamilyRows]
    public void BatchesGiveTheBitsOfSinglePictures(string row)
    {
        const int most = 33;
        GeneratedNetwork network = Network(row);
        var random = new Random(5);
        network.DrawParameters(random);
        float[] input = Numbers.Uniform(random, most * network.InputLength);
        foreach (Engine engine in network.Engines)
        {
            using Workspace workspace = network.Network.CreateWorkspace();
            float[] alone =
            [
                .. Enumerable.Range(0, most).SelectMany(picture =>
                    Predict(network, engine, input.AsSpan(picture * network.InputLength, network.InputLength), workspace)),
            ];
            foreach (int count in new[] { 2, 3, 5, 12, 17, 32, most })
            {
                float[] together = Predict(network, engine, input.AsSpan(0, count * network.InputLength), workspace);
                Assert.True(
                    MemoryMarshal.Cast<float, int>(together).SequenceEqual(MemoryMarshal.Cast<float, int>(alone.AsSpan(0, together.Length))),
                    $"{Family} {row}, {engine}: {count} pictures at a time differ from one at a time");
            }
        }
    }

    /// <summary>The backward pass gives the reference's gradients, of every parameter and of the input.</summary>
    [Theory]
    [FamilyRows]
    public void Gradient(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        var (input, pass) = DrawOffKinks(network);
        float[] outputGradient = Numbers.Uniform(new Random(4), batch * network.TrainingOutputLength);
        double[] inputGradient = [.. pass.Backward(Numbers.Pictures(outputGradient, network.TrainingOutputLength)).SelectMany(static row => row)];
        int[] padding = Padding(network);
        double usual = Numbers.RootMeanSquare([.. network.Reference.Parameters.SelectMany(static parameter => parameter.Gradient), .. inputGradient]);

        TrainingWorkspace workspace = network.Network.CreateTrainingWorkspace(batch);
        foreach (Engine engine in network.Engines)
        {
            // Another batch first, so that the pass that counts finds its remains.
            Numbers.Uniform(new Random(5), input.Length, 3).CopyTo(workspace.Input);
            Numbers.Uniform(new Random(6), outputGradient.Length, 3).CopyTo(workspace.OutputGradient);
            engine.Forward(workspace, batch, seed: 1);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);

            Poison(network, workspace);
            input.CopyTo(workspace.Input);
            outputGradient.CopyTo(workspace.OutputGradient);
            engine.Forward(workspace, batch, seed: 2);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);

            foreach (ReferenceParameter parameter in network.Reference.Parameters)
            {
                float[] gradient = network.Unpack(workspace.ParameterGradient.Span, parameter.Name);
                if (Numbers.RootMeanSquare(parameter.Gradient) < Vanishing * usual)
                {
                    Assert.True(
                        gradient.All(value => Math.Abs(value) <= GradientTolerance * usual), $"{engine}: the gradient of {parameter.Name} does not vanish");
                    continue;
                }

                Numbers.AssertClose(parameter.Gradient, gradient, GradientTolerance, $"{engine}, gradient of {parameter.Name}");
            }

            Numbers.AssertClose(inputGradient, workspace.InputGradient, GradientTolerance, $"{engine}, gradient of the input");
            foreach (int position in padding)
            {
                Assert.True(
                    workspace.ParameterGradient.Span[position] == 0,
                    $"{engine}: {position} is padding and has the gradient {workspace.ParameterGradient.Span[position]}");
            }

            float[] parameterGradient = workspace.ParameterGradient.Span.ToArray();
            workspace.InputGradient.Fill(12345);
            engine.Forward(workspace, batch, seed: 2);
            engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: false);
            AssertSameBits(parameterGradient, workspace.ParameterGradient.Span, $"{engine}, without the input's gradient");
            Assert.True(
                workspace.InputGradient.IndexOfAnyExcept(12345f) < 0, $"{engine} writes the input's gradient where nobody asked for it");
        }
    }

    /// <summary>
    /// The gradient says how the loss changes: along it, by its own square. Needs no reference, and so finds what the two might have
    /// wrong in common.
    /// </summary>
    [Theory]
    [FamilyRows]
    public void GradientIsTheSlopeOfTheLoss(string row)
    {
        GeneratedNetwork network = Network(row);
        int batch = network.Row.Batch;
        var (input, _) = DrawOffKinks(network);
        INetwork generated = network.Network;
        var engine = new PublicEngine(generated);
        TrainingWorkspace workspace = generated.CreateTrainingWorkspace(batch);
        float[] outputGradient = Numbers.Uniform(new Random(7), batch * network.TrainingOutputLength);

        input.CopyTo(workspace.Input);
        outputGradient.CopyTo(workspace.OutputGradient);
        engine.Forward(workspace, batch, seed: 9);
        engine.Backward(workspace, batch, GradientEntry.Output, inputGradient: true);

        float[] weights = generated.Weights.Packed.Span.ToArray();
        double[] weightGradient = Numbers.Widen(workspace.ParameterGradient.Span);
        weightGradient.AsSpan(generated.Description.TrainableLength).Clear();
        double[] inputGradient = Numbers.Widen(workspace.InputGradient);
        double squares = weightGradient.Concat(inputGradient).Sum(static value => value * value);

        if (squares == 0)
        {
            return;
        }

        // So far that the loss changes by a thousandth of the output, which is far above rounding and below most kinks; but no argument
        // moves by more than a thousandth.
        double size = Math.Sqrt(workspace.Output.ToArray().Sum(static value => (double)value * value));
        double step = Math.Min(1e-3 * size / squares, 1e-3 * Math.Sqrt((weights.Length + input.Length) / squares));
        double Loss(double steps)
        {
            for (int i = 0; i < input.Length; i++)
            {
                workspace.Input[i] = (float)(input[i] + (steps * step * inputGradient[i]));
            }

            for (int i = 0; i < weights.Length; i++)
            {
                generated.Weights.Packed.Span[i] = (float)(weights[i] + (steps * step * weightGradient[i]));
            }

            engine.Forward(workspace, batch, seed: 9);
            double loss = 0;
            for (int i = 0; i < outputGradient.Length; i++)
            {
                loss += (double)outputGradient[i] * workspace.Output[i];
            }

            return loss;
        }

        double slope = (Loss(1) - Loss(-1)) / (2 * step);
        double noise = 2e-6 * size / step;
        Assert.True(
            Math.Abs(slope - squares) <= (0.03 * squares) + noise, $"The loss rises by {slope:G6} along its gradient, whose square is {squares:G6}.");
    }

    /// <summary>
    /// No method reads or writes outside its buffers: they lie between pages that nobody may touch. A violation ends the process; the
    /// last line on standard error then says which row it was.
    /// </summary>
    [Theory]
    [FamilyRows]
    public void StaysInsideItsBuffers(string row)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        GeneratedNetwork network = Network(row);
        network.DrawParameters(new Random(8));
        foreach (InstructionSet set in InstructionSet.Supported)
        {
            foreach (bool atEnd in new[] { true, false })
            {
                Console.Error.WriteLine($"guarded: {Family} {row} {set}{(atEnd ? "" : " at the beginning")}");
                using var guarded = new GuardedRun(network, set, atEnd);
                guarded.PredictAndStep();
            }
        }
    }

    private static double[] Expected(GeneratedNetwork network, float[] input, bool training = false)
    {
        ReferencePass pass = network.Reference.Forward(Numbers.Pictures(input, network.InputLength), training);
        return [.. Enumerable.Range(0, pass.Count).SelectMany(picture => pass.Output(picture, training))];
    }

    private static float[] Predict(GeneratedNetwork network, Engine engine, ReadOnlySpan<float> input, Workspace workspace)
    {
        float[] output = new float[input.Length / network.InputLength * network.OutputLength];
        output.AsSpan().Fill(float.NaN);
        engine.Predict(input, output, workspace);
        return output;
    }

    private static (float[] Input, ReferencePass Pass) DrawOffKinks(GeneratedNetwork network)
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            network.DrawParameters(random);
            float[] input = Numbers.Uniform(random, network.Row.Batch * network.InputLength);
            ReferencePass pass = network.Reference.Forward(Numbers.Pictures(input, network.InputLength), training: true);
            if (pass.KinkDistance() >= KinkFree)
            {
                return (input, pass);
            }
        }

        throw new InvalidOperationException($"No seed keeps {network.Row} off its kinks.");
    }

    /// <summary>Fills all that the backward pass is to overwrite. Padding stays zero: it is nobody's to write.</summary>
    private static void Poison(GeneratedNetwork network, TrainingWorkspace workspace)
    {
        workspace.Output.Fill(float.NaN);
        workspace.InputGradient.Fill(float.NaN);
        foreach (ReferenceParameter parameter in network.Reference.Parameters)
        {
            foreach (int position in network.Positions(parameter.Name))
            {
                workspace.ParameterGradient.Span[position] = float.NaN;
            }
        }
    }

    private static int[] Padding(GeneratedNetwork network) =>
    [
        .. Enumerable.Range(0, network.Network.Description.PackedLength)
            .Except(network.Reference.Parameters.SelectMany(parameter => network.Positions(parameter.Name))),
    ];

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"{what}: [{i}] is {expected[i]:R} and {actual[i]:R}");
        }
    }

    private static Range Part(int picture, int length) => (picture * length)..((picture + 1) * length);

    private GeneratedNetwork Network(string row) =>
        GeneratedAssembly.OfFamily(Family).Network(CaseList.Families[Family].Single(candidate => candidate.Name == row));
}

/// <summary>The rows of the family after which the test class is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FamilyRowsAttribute : DataAttribute
{
    public static string FamilyOf(Type tests) => tests.Name[..^"Tests".Length];

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        CaseList.Families[FamilyOf(testMethod.ReflectedType!)].Select(static row => new object[] { row.Name });
}
