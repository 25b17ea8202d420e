namespace StaticNet;

/// <summary>
/// One output of a network, and where it lies in the row of outputs that each picture has: the main output first, further ones behind
/// it, and those that only training computes last, so that the row of a prediction is the beginning of the row of a training pass.
/// </summary>
/// <param name="Name"><see cref="MainName"/>, or the name that <c>[Output("...")]</c> gives.</param>
/// <param name="Shape">Channels first, without the batch.</param>
/// <param name="Offset">Floats before it in the row.</param>
/// <param name="EndsInSoftmax">
/// Whether it is what a softmax makes and nothing else reads that, so that a gradient may enter before the softmax.
/// </param>
/// <param name="TrainingOnly">Whether prediction leaves it out.</param>
/// <param name="LossWeight">How much its loss counts in training, beside 1 for the main output.</param>
public sealed record NetworkOutput(
    string Name, IReadOnlyList<int> Shape, int Offset, bool EndsInSoftmax, bool TrainingOnly, float LossWeight)
{
    /// <summary>What the main output is called.</summary>
    public const string MainName = "output";

    /// <summary>Floats of one picture's.</summary>
    public int Length => LengthOf(Shape);

    /// <summary>Positions of a map, the product of its spatial sizes; 1 for a vector.</summary>
    public int Pixels => Length / Shape[0];

    /// <summary>The main output of a network.</summary>
    /// <param name="shape">Channels first, without the batch.</param>
    /// <param name="endsInSoftmax">Whether its last layer is a softmax.</param>
    public static NetworkOutput Main(IReadOnlyList<int> shape, bool endsInSoftmax) =>
        new(MainName, shape, Offset: 0, endsInSoftmax, TrainingOnly: false, LossWeight: 1);

    /// <summary>Its part of a picture's row.</summary>
    /// <param name="row">The outputs of one picture, of a prediction or of a training pass.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row ends before it.</exception>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> row) => row.Slice(Offset, Length);

    private static int LengthOf(IReadOnlyList<int> shape)
    {
        int length = 1;

        // Losses ask for it: an enumerator would be allocated.
        for (int i = 0; i < shape.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(shape[i], 1, nameof(shape));
            length = checked(length * shape[i]);
        }

        return length;
    }
}
