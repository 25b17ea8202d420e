using StaticNet.Generator;
using StaticNet.Measurement;
using StaticNet.Peers.Declared;
using StaticNet.Peers.Onnx;
using StaticNet.Peers.OnnxRuntime;
using StaticNet.Peers.Reference;

namespace StaticNet.Peers.Comparison;

/// <summary>Prediction by the generated code against ONNX Runtime: same weights, same input, same process, turn by turn.</summary>
internal sealed class PredictionComparison(OrtApi api, int threads, int batch, int pairs)
{
    private const int WeightSeed = 1;
    private const int InputSeed = 2;
    private const int CheckedInputs = 4;

    // The reference takes about a second for this many multiply-adds.
    private const double ReferenceMultiplyAdds = 2e9;

    /// <summary>Checks that both give the same answers, then times them.</summary>
    /// <exception cref="InvalidOperationException">The answers differ by more than <see cref="Agreement.Tolerance"/>.</exception>
    public ComparisonResult Run(PeerNetwork net)
    {
        NetworkAnalysis declaration = net.Declaration();
        IPredictor network = NetworkCompiler.Create(declaration, training: false, WeightSeed);
        PeerModel model = Model(net, declaration, network);
        using var session = new OrtSession(api, model.Bytes, model.Input, model.Output, threads);
        var pictures = new float[model.Input.Length];
        var answers = new float[model.Output.Length];
        using Workspace workspace = network.CreateWorkspace(threads);

        Checked check = Check(network, session, new CachedReference(model.Bytes), pictures, answers, workspace);
        TurnTimes times = Turns.Run(
            pairs,
            threads,
            new Subject("StaticNet", () => network.Predict(pictures, answers, workspace)),
            new Subject("ONNX Runtime", session.Run));

        string mode = net.Kind == NetworkKind.Network ? "predict" : "layer";
        return ComparisonResult.OfTurns(net.Name, mode, threads, batch, network.Description.MultiplyAdds, $"ONNX Runtime {api.Version}", times) with
        {
            Difference = check.Difference,
            MaxError = check.MaxError,
            PeerMaxError = check.PeerMaxError,
        };
    }

    // The published list's model where its script is. Single layers are written here: the list's script takes longer than their runs.
    private PeerModel Model(PeerNetwork net, NetworkAnalysis declaration, IPredictor network)
    {
        if (net.Kind == NetworkKind.Network && PublishedModels.CanBeWritten)
        {
            return PublishedModels.Load(net.Name, network, batch);
        }

        Perturb(network);
        return OnnxModel.Write(declaration.Graph!, network.Weights, batch);
    }

    // Fresh biases are zero and fresh averages equal: a lost or misplaced one would not show.
    private static void Perturb(IPredictor network)
    {
        var random = new Random(WeightSeed);
        foreach (ParameterInfo parameter in network.Description.Parameters.Where(
            static parameter => parameter.Role == ParameterRole.Bias || parameter.Initialization == Initialization.Constant))
        {
            var values = new float[parameter.Count];
            Fill(values, random, 0.1f);
            network.Weights[parameter.Name].CopyFrom([.. values.Select(value => parameter.InitialValue + value)]);
        }
    }

    private Checked Check(
        IPredictor network, OrtSession session, CachedReference reference, float[] pictures, float[] answers, Workspace workspace)
    {
        var random = new Random(InputSeed);
        int inputLength = pictures.Length / batch, outputLength = answers.Length / batch;
        int referenced = Math.Clamp((int)(ReferenceMultiplyAdds / Math.Max(1, network.Description.MultiplyAdds)), 1, CheckedInputs * batch);
        var worst = new Checked(0, 0, 0);
        for (int i = 0; i < Math.Max(1, CheckedInputs / batch); i++)
        {
            Fill(pictures, random, 1f);
            pictures.CopyTo(session.Input);
            session.Run();
            network.Predict(pictures, answers, workspace);
            double difference = Agreement.RelativeError(answers, session.Output);
            if (!(difference <= Agreement.Tolerance))
            {
                throw new InvalidOperationException(
                    $"{network.Description.Name}: the outputs differ by {difference:0.0e+0} relative to the largest, "
                    + $"more than {Agreement.Tolerance:0.0e+0}. Not timed.");
            }

            worst = worst with { Difference = Math.Max(worst.Difference, difference) };
            for (int picture = 0; picture < batch && referenced > 0; picture++, referenced--)
            {
                double[] exact = reference.Run(pictures.AsSpan(picture * inputLength, inputLength));
                Range row = (picture * outputLength)..((picture + 1) * outputLength);
                worst = worst with
                {
                    MaxError = Math.Max(worst.MaxError, Agreement.MaxError(answers.AsSpan(row), exact)),
                    PeerMaxError = Math.Max(worst.PeerMaxError, Agreement.MaxError(session.Output[row], exact)),
                };
            }
        }

        return worst;
    }

    private static void Fill(Span<float> values, Random random, float scale)
    {
        foreach (ref float value in values)
        {
            value = scale * (2 * random.NextSingle() - 1);
        }
    }

    private sealed record Checked(double Difference, double MaxError, double PeerMaxError);
}
