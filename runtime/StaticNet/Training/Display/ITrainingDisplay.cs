namespace StaticNet.Training;

/// <summary>Is told how a training goes, on the thread that trains: it had better be quick.</summary>
public interface ITrainingDisplay
{
    /// <summary>A batch is done.</summary>
    /// <param name="progress">Where the training stands.</param>
    void Update(in TrainingProgress progress);

    /// <summary>An epoch is done, validation included.</summary>
    /// <param name="epoch">How it went.</param>
    void EpochEnded(EpochReport epoch);

    /// <summary>The training is done, was cancelled or broke off with an exception.</summary>
    /// <param name="result">How it went.</param>
    void Ended(TrainingResult result);
}
