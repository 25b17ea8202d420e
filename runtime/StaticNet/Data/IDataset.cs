namespace StaticNet.Data;

/// <summary>
/// Inputs with what they should give: a class each, a class for each pixel of a map, or a vector. Read by several threads at the same time.
/// </summary>
public interface IDataset
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Floats of one input.</summary>
    int InputLength { get; }

    /// <summary>Floats of one target vector; 0 when samples have classes instead.</summary>
    int TargetLength { get; }

    /// <summary>Copies an input out.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="destination"><see cref="InputLength"/> floats.</param>
    void CopyInput(int index, Span<float> destination);

    /// <summary>Classes of one sample, where <see cref="TargetLength"/> is 0: 1, or one for each pixel of the map that a network makes of it.</summary>
    int LabelsPerSample => 1;

    /// <summary>The class of a sample, where <see cref="LabelsPerSample"/> is 1.</summary>
    /// <param name="index">The sample.</param>
    int Label(int index);

    /// <summary>Copies the classes of a sample out, where <see cref="TargetLength"/> is 0.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="destination"><see cref="LabelsPerSample"/> classes, of a map row by row.</param>
    void CopyLabels(int index, Span<int> destination) => destination[0] = Label(index);

    /// <summary>Copies a target vector out, where <see cref="TargetLength"/> is not 0.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="destination"><see cref="TargetLength"/> floats.</param>
    void CopyTarget(int index, Span<float> destination);
}
