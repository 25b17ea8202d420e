using System.Globalization;

namespace StaticNet.Training;

/// <summary>
/// The loss became infinite or not a number. The weights are those before the step that would have spoiled them.
/// </summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    /// <summary>A training that diverged.</summary>
    /// <param name="epoch">The epoch, from 1; 0 for a single step.</param>
    /// <param name="batch">The batch within the epoch, from 1; for a single step, the step.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="learningRate">The step size.</param>
    public TrainingDivergedException(int epoch, long batch, double loss, double learningRate)
        : base(Describe(epoch, batch, loss, learningRate))
    {
        Epoch = epoch;
        Batch = batch;
        Loss = loss;
    }

    /// <summary>The epoch, from 1; 0 for a single step.</summary>
    public int Epoch { get; }

    /// <summary>The batch within the epoch, from 1; for a single step, the step.</summary>
    public long Batch { get; }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    private static string Describe(int epoch, long batch, double loss, double learningRate)
    {
        string place = epoch == 0 ? $"step {batch}" : $"epoch {epoch}, batch {batch}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The loss is {loss} at {place}, with learning rate {learningRate:G4}. The weights are those before this batch. ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"If the loss was growing, lower the learning rate (try {learningRate / 10:G2}) or begin with a warm-up; ")
            + "if this is the first batch, look for values in the data that are not finite or not normalised.";
    }
}
