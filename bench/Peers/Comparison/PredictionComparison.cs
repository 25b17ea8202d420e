using StaticNet.Measurement;
using StaticNet.Peers.Onnx;
using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Comparison;

/// <summary>Prediction by the generated code against ONNX Runtime: same weights, same input, same process, turn by turn.</summary>
internal sealed class PredictionComparison(OrtApi api, int threads, int batch, int pairs, bool published)
{
    private const int WeightSeed = 1;
    private const int InputSeed = 2;
    private const int CheckedInputs = 8;

    /// <summary>Checks that both give the same answers, then times them.</summary>
    /// <exception cref="InvalidOperationException">The answers differ by more than <see cref="Agreement.Tolerance"/>.</exception>
    public ComparisonResult Run(PeerNetwork net)
    {
        INetwork network = net.Create(WeightSeed);
        Perturb(network);
        PeerModel model = published ? PublishedModels.Load(net.Name, network) : OnnxModel.Write(net.Declaration, network, batch);
        using var session = new OrtSession(api, model.Bytes, model.Input, model.Output, threads);
        var picture = new float[model.Input.Length];
        var answer = new float[model.Output.Length];
        Workspace workspace = network.CreateWorkspace();

        bool addSoftmax = model.EndsInLogits && network.Description.EndsInSoftmax;
        double error = Check(network, session, addSoftmax, picture, answer, workspace);
        TurnTimes times = Turns.Run(
            pairs,
            threads,
            new Subject("StaticNet", () => network.Predict(picture, answer, workspace)),
            new Subject("ONNX Runtime", session.Run));

        double ours = times.Milliseconds(0).Median;
        double peer = times.Milliseconds(1).Median;
        Series ratio = times.Ratio(0, 1);
        return new ComparisonResult
        {
            Net = net.Name,
            Mode = net.IsLayer ? "layer" : "predict",
            Threads = threads,
            Batch = batch,
            Ours = ours,
            Peer = peer,
            PeerName = $"ONNX Runtime {api.Version}",
            Ratio = ours / peer,
            RatioLow = ratio.Quantile(0.1),
            RatioHigh = ratio.Quantile(0.9),
            GflopPerSecond = 2e-6 * network.Description.MultiplyAdds * batch / ours,
            PeakGflopPerSecond = times.Peak.Median,
            Disturbed = times.Disturbed,
            RelativeError = error,
        };
    }

    // Fresh biases are zero: a lost or misplaced one would not show.
    private static void Perturb(INetwork network)
    {
        var random = new Random(WeightSeed);
        foreach (ParameterInfo parameter in network.Description.Parameters.Where(p => p.Role == ParameterRole.Bias))
        {
            var values = new float[parameter.Count];
            Fill(values, random, 0.1f);
            network.Weights[parameter.Name].CopyFrom(values);
        }
    }

    private static double Check(
        INetwork network, OrtSession session, bool addSoftmax, float[] picture, float[] answer, Workspace workspace)
    {
        var random = new Random(InputSeed);
        double worst = 0;
        for (int i = 0; i < CheckedInputs; i++)
        {
            Fill(picture, random, 1f);
            picture.CopyTo(session.Input);
            session.Run();
            network.Predict(picture, answer, workspace);
            double error = Agreement.RelativeError(answer, addSoftmax ? Softmax(session.Output) : session.Output);
            if (!(error <= Agreement.Tolerance))
            {
                throw new InvalidOperationException(
                    $"{network.Description.Name}: the outputs differ by {error:0.0e+0} relative to the largest, "
                    + $"more than {Agreement.Tolerance:0.0e+0}. Not timed.");
            }

            worst = Math.Max(worst, error);
        }

        return worst;
    }

    private static float[] Softmax(ReadOnlySpan<float> logits)
    {
        var result = new float[logits.Length];
        float largest = logits[0];
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        float sum = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = MathF.Exp(logits[i] - largest);
            sum += result[i];
        }

        for (int i = 0; i < result.Length; i++)
        {
            result[i] /= sum;
        }

        return result;
    }

    private static void Fill(Span<float> values, Random random, float scale)
    {
        foreach (ref float value in values)
        {
            value = scale * (2 * random.NextSingle() - 1);
        }
    }
}
