using StaticNet.Measurement;

namespace StaticNet.Peers.Profile;

/// <summary>A prediction or a training step of a generated network on random pictures, ready to be run again and again.</summary>
internal sealed class ProfiledRun : IDisposable
{
    private readonly IDisposable owned;

    private ProfiledRun(Action run, IDisposable owned) => (Run, this.owned) = (run, owned);

    /// <summary>Runs it once.</summary>
    public Action Run { get; }

    /// <summary>A run of <paramref name="network"/>, the class of a generated network, on so many threads.</summary>
    public static ProfiledRun Of(Type network, int batch, bool training, int threads, int seed)
    {
        var predictor = (IPredictor)Activator.CreateInstance(network, [seed])!;
        if (training)
        {
            var step = new TrainingStep((INetwork)predictor, batch, threads);
            return new ProfiledRun(step.Run, step);
        }

        var random = new Random(seed);
        float[] pictures = [.. Enumerable.Range(0, batch * predictor.Description.InputLength).Select(_ => (2 * random.NextSingle()) - 1)];
        var answers = new float[batch * predictor.Description.OutputLength];
        Workspace workspace = predictor.CreateWorkspace(threads);
        return new ProfiledRun(() => predictor.Predict(pictures, answers, workspace), workspace);
    }

    /// <inheritdoc />
    public void Dispose() => owned.Dispose();
}
