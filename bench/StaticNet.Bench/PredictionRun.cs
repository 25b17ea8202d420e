namespace StaticNet.Bench;

/// <summary>Prediction as a piece of work to be timed: fixed random pictures and a workspace of its own.</summary>
internal sealed class PredictionRun
{
    private readonly IPredictor network;
    private readonly Workspace workspace;
    private readonly float[] pictures;
    private readonly float[] answers;

    public PredictionRun(IPredictor network, int batch)
    {
        this.network = network;
        workspace = network.CreateWorkspace();
        pictures = new float[batch * network.Description.InputLength];
        answers = new float[batch * network.Description.OutputLength];
        var random = new Random(1);
        foreach (ref float value in pictures.AsSpan())
        {
            value = random.NextSingle();
        }
    }

    /// <summary>Predicts the pictures once.</summary>
    public void Predict() => network.Predict(pictures, answers, workspace);
}
