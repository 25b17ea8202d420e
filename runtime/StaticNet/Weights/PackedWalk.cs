namespace StaticNet;

/// <summary>
/// Goes over a parameter's elements in PyTorch's order, a row of the last axis at a time: element j of the row lies at
/// origin + offsets[j] in the packed buffer.
/// </summary>
internal ref struct PackedWalk
{
    private readonly ParameterInfo info;
    private readonly int[] indices;
    private bool done;

    public PackedWalk(ParameterInfo info)
    {
        this.info = info;
        indices = new int[Math.Max(0, info.Axes.Count - 1)];
        done = info.Count == 0;
    }

    public bool NextRow(out int origin, out ReadOnlySpan<int> offsets)
    {
        origin = info.Offset;
        offsets = default;
        if (done)
        {
            return false;
        }

        for (int axis = 0; axis < indices.Length; axis++)
        {
            origin += info.Axes[axis].Offset(indices[axis]);
        }

        offsets = info.Axes.Count == 0 ? [0] : info.Axes[^1].Offsets;
        int moving = indices.Length - 1;
        while (moving >= 0 && ++indices[moving] == info.Axes[moving].Count)
        {
            indices[moving--] = 0;
        }

        done = moving < 0;
        return true;
    }
}
