namespace StaticNet;

/// <summary>A padding that follows from the size of the input: <c>Padding = Pad.Same</c>.</summary>
public enum Pad
{
    /// <summary>
    /// As much as keeps ceil(W / S): the size at stride 1, half of it at stride 2. Of an odd number of positions the
    /// extra one stands at the end of the axis, as in TensorFlow.
    /// </summary>
    Same,
}
