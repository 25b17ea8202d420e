namespace StaticNet;

/// <summary>One parameter tensor: what it is, and where it lies in the packed buffer.</summary>
/// <param name="Name">Name in code and in files: <c>conv1.weight</c>.</param>
/// <param name="Shape">
/// Sizes in PyTorch's order: convolution <c>[out, in / groups, kernel height, kernel width]</c>, dense
/// <c>[out, in]</c>, bias <c>[out]</c>.
/// </param>
/// <param name="Role">Weight, bias or state.</param>
/// <param name="Initialization">How it is drawn.</param>
/// <param name="FanIn">Values that one output sums up.</param>
/// <param name="FanOut">Values to which one input contributes.</param>
/// <param name="Offset">Its origin in the packed buffer.</param>
/// <param name="Axes">
/// One for each size in <paramref name="Shape"/>. The element (i, j, ...) lies at
/// Offset + Axes[0].Offset(i) + Axes[1].Offset(j) + ...
/// Neighbouring sizes may share one axis, over the product of their indices, where the distances of one depend on the other.
/// </param>
public sealed record ParameterInfo(
    string Name,
    IReadOnlyList<int> Shape,
    ParameterRole Role,
    Initialization Initialization,
    int FanIn,
    int FanOut,
    int Offset,
    IReadOnlyList<PackedAxis> Axes)
{
    /// <summary>What every element begins with where <see cref="Initialization"/> is <see cref="Initialization.Constant"/>.</summary>
    public float InitialValue { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }
}
