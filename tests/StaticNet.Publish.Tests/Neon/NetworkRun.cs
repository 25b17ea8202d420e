using System.Reflection;

namespace StaticNet.Publish.Tests.Neon;

/// <summary>What the four methods of a network gave for one batch; the gradient in the packed order of the weights.</summary>
internal sealed record NetworkAnswer(float[] Predicted, float[] Forward, float[] Gradient, float[] InputGradient)
{
    /// <summary>The gradient of one parameter, without the padding around it.</summary>
    public float[] GradientOf(ParameterInfo parameter, NetworkDescription network)
    {
        var unpacked = new Weights(network);
        Gradient.CopyTo(unpacked.Packed.Span);
        var values = new float[parameter.Count];
        unpacked[parameter.Name].CopyTo(values);
        return values;
    }
}

/// <summary>
/// One batch of a network, the same numbers for every form of it: run here by the Scalar methods, and written out for the
/// harness that runs the Neon ones.
/// </summary>
internal sealed class NetworkRun
{
    private const ulong Seed = 0x5eed;

    private readonly INetwork network;
    private readonly int count;
    private readonly float[] input;
    private readonly float[] outputGradient;

    public NetworkRun(INetwork network, int count)
    {
        this.network = network;
        this.count = count;
        var random = new Random(7);
        network.Weights.Initialize(11);
        RandomiseBiases(random);
        input = Uniform(random, count * network.Description.InputLength);
        outputGradient = Uniform(random, count * network.Description.OutputLength);
    }

    private delegate void PrepareMethod(ref float weights, ref float prepared);

    private delegate void PredictMethod(ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, LoneWorker worker);

    private delegate void ForwardMethod(
        ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, ulong seed);

    private delegate void BackwardMethod(
        ref float outputGradient, ref float inputGradient, ref float arena, ref float weights, ref float prepared,
        ref float gradient, int count, int entry, bool wantInputGradient, ulong seed);

    /// <summary>Floats that PreparePrediction fills.</summary>
    private int PredictionPreparedLength =>
        ((PreparedWeights)network.GetType().GetField("prepared", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(network)!).Buffer.Length;

    /// <summary>Runs the batch by the methods of the nested class <paramref name="form"/>.</summary>
    public NetworkAnswer RunHere(string form)
    {
        Type methods = network.GetType().GetNestedType(form, BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{network.GetType()} has no {form} form.");
        T Method<T>(string name) where T : Delegate
        {
            MethodInfo method = methods.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
            return (method.IsGenericMethodDefinition ? method.MakeGenericMethod(typeof(LoneWorker)) : method).CreateDelegate<T>();
        }

        NetworkDescription description = network.Description;
        Workspace workspace = network.CreateWorkspace();
        TrainingWorkspace training = network.CreateTrainingWorkspace(count);
        PreparedWeights prepared = network.CreatePreparedWeights();
        var predictionWeights = new PreparedWeights(PredictionPreparedLength);
        ref float weights = ref network.Weights.Packed.Origin;
        var answer = new NetworkAnswer(
            new float[count * description.OutputLength], new float[count * description.OutputLength],
            new float[description.PackedLength], new float[count * description.InputLength]);

        Method<PrepareMethod>("PreparePrediction")(ref weights, ref predictionWeights.Buffer.Origin);
        var predict = Method<PredictMethod>("Predict");
        for (int i = 0; i < count; i++)
        {
            predict(
                ref input[i * description.InputLength], ref answer.Predicted[i * description.OutputLength],
                ref workspace.Arena.Origin, ref weights, ref predictionWeights.Buffer.Origin, 1, default);
        }

        Method<PrepareMethod>("PrepareTraining")(ref weights, ref prepared.Buffer.Origin);
        Method<ForwardMethod>("Forward")(
            ref input[0], ref answer.Forward[0], ref training.Arena.Origin, ref weights, ref prepared.Buffer.Origin, count, Seed);
        Method<BackwardMethod>("Backward")(
            ref outputGradient[0], ref answer.InputGradient[0], ref training.Arena.Origin, ref weights,
            ref prepared.Buffer.Origin, ref training.ParameterGradient.Origin, count, (int)GradientEntry.Output, true, Seed);
        training.ParameterGradient.Span.CopyTo(answer.Gradient);
        return answer;
    }

    /// <summary>Writes the batch in the form that harness.c reads.</summary>
    public void WriteRequest(string path)
    {
        NetworkDescription description = network.Description;
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Seed);
        writer.Write(count);
        writer.Write((int)GradientEntry.Output);
        writer.Write(description.InputLength);
        writer.Write(description.OutputLength);
        writer.Write(description.PackedLength);
        writer.Write(network.CreateWorkspace().Arena.Length);
        writer.Write(network.CreateTrainingWorkspace(count).Arena.Length);
        writer.Write(PredictionPreparedLength);
        writer.Write(network.CreatePreparedWeights().Buffer.Length);
        foreach (float[] values in new[] { network.Weights.Packed.Span.ToArray(), input, outputGradient })
        {
            foreach (float value in values)
            {
                writer.Write(value);
            }
        }
    }

    /// <summary>Reads what harness.c wrote.</summary>
    public NetworkAnswer ReadAnswer(string path)
    {
        NetworkDescription description = network.Description;
        using var reader = new BinaryReader(File.OpenRead(path));
        float[] Take(int length)
        {
            var values = new float[length];
            for (int i = 0; i < length; i++)
            {
                values[i] = reader.ReadSingle();
            }

            return values;
        }

        return new NetworkAnswer(
            Take(count * description.OutputLength), Take(count * description.OutputLength),
            Take(description.PackedLength), Take(count * description.InputLength));
    }

    /// <summary>Initial biases are zero, which would hide a bias that is not added.</summary>
    private void RandomiseBiases(Random random)
    {
        foreach (ParameterInfo parameter in network.Description.Parameters.Where(p => p.Role == ParameterRole.Bias))
        {
            ParameterView view = network.Weights[parameter.Name];
            view.CopyFrom(Uniform(random, (int)parameter.Count));
        }
    }

    private static float[] Uniform(Random random, int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (2 * random.NextSingle()) - 1;
        }

        return values;
    }
}
