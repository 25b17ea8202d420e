using System.Buffers;
using System.ComponentModel;

namespace StaticNet;

/// <summary>Pictures as a network's code reads them, <c>[N, C, H, W]</c>, in rented memory. To be disposed of once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct InputPictures : IDisposable
{
    private readonly float[] rented;
    private readonly int length;

    internal InputPictures(int length)
    {
        this.length = length;
        rented = ArrayPool<float>.Shared.Rent(length);
    }

    /// <summary>The values.</summary>
    public ReadOnlySpan<float> Values => Writable;

    internal Span<float> Writable => rented.AsSpan(0, length);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(rented);
}
