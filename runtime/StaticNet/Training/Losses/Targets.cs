namespace StaticNet.Training;

/// <summary>What some outputs should have been: a class each, or a vector each.</summary>
public readonly ref struct Targets
{
    private Targets(ReadOnlySpan<int> labels, ReadOnlySpan<float> vectors, bool areLabels)
    {
        Labels = labels;
        Vectors = vectors;
        AreLabels = areLabels;
    }

    /// <summary>Classes, from 0, if that is what there is.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>Vectors one after another, if that is what there is.</summary>
    public ReadOnlySpan<float> Vectors { get; }

    /// <summary>Whether there are classes.</summary>
    public bool AreLabels { get; }

    /// <summary>A class for each output.</summary>
    /// <param name="labels">From 0 to the output length - 1; for a single output, 0 or 1.</param>
    public static Targets Classes(ReadOnlySpan<int> labels) => new(labels, default, areLabels: true);

    /// <summary>A vector for each output.</summary>
    /// <param name="vectors">As long as the outputs.</param>
    public static Targets Dense(ReadOnlySpan<float> vectors) => new(default, vectors, areLabels: false);
}
