namespace StaticNet.Training;

/// <summary>What some outputs should have been: a class each, a map of classes each, or a vector each.</summary>
public readonly ref struct Targets
{
    private Targets(ReadOnlySpan<int> labels, int labelsPerSample, ReadOnlySpan<float> vectors)
    {
        Labels = labels;
        LabelsPerSample = labelsPerSample;
        Vectors = vectors;
    }

    /// <summary>Classes, from 0, if that is what there is.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>Classes of one sample: 1, or as many as its output has pixels; 0 where there are vectors.</summary>
    public int LabelsPerSample { get; }

    /// <summary>Vectors one after another, if that is what there is.</summary>
    public ReadOnlySpan<float> Vectors { get; }

    /// <summary>Whether there are classes.</summary>
    public bool AreLabels => LabelsPerSample > 0;

    /// <summary>A class for each output.</summary>
    /// <param name="labels">From 0 to the output length - 1; for a single output, 0 or 1.</param>
    public static Targets Classes(ReadOnlySpan<int> labels) => new(labels, 1, default);

    /// <summary>A class for each pixel of each output: of a map <c>[C, H, W]</c>, H x W classes from 0 to C - 1, row by row.</summary>
    /// <param name="labels">The maps of classes one after another.</param>
    /// <param name="labelsPerSample">Classes of one map, at least 1.</param>
    /// <exception cref="ArgumentException">The classes are no whole number of maps.</exception>
    public static Targets ClassMaps(ReadOnlySpan<int> labels, int labelsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelsPerSample, 1);
        return labels.Length % labelsPerSample == 0
            ? new(labels, labelsPerSample, default)
            : throw new ArgumentException($"{labels.Length} labels are no whole number of maps of {labelsPerSample}.", nameof(labels));
    }

    /// <summary>A vector for each output.</summary>
    /// <param name="vectors">As long as the outputs.</param>
    public static Targets Dense(ReadOnlySpan<float> vectors) => new(default, 0, vectors);
}
