namespace StaticNet.Data;

/// <summary>
/// Inputs with what they should give: a class each, or a vector. Read by several threads at the same time.
/// </summary>
public interface IDataset
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Floats of one input.</summary>
    int InputLength { get; }

    /// <summary>Floats of one target vector; 0 when samples have a class instead.</summary>
    int TargetLength { get; }

    /// <summary>Copies an input out.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="destination"><see cref="InputLength"/> floats.</param>
    void CopyInput(int index, Span<float> destination);

    /// <summary>The class of a sample, where <see cref="TargetLength"/> is 0.</summary>
    /// <param name="index">The sample.</param>
    int Label(int index);

    /// <summary>Copies a target vector out, where <see cref="TargetLength"/> is not 0.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="destination"><see cref="TargetLength"/> floats.</param>
    void CopyTarget(int index, Span<float> destination);
}
