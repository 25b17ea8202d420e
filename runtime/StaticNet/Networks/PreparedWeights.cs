using System.ComponentModel;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// What a network's code makes of its weights before it reads them: copies in another order, filters in a transform's domain, scales that
/// normalisations come to. Prediction has its own, made again when <see cref="Weights.Version"/> has changed; a training step makes them
/// anew by <see cref="INetwork.Prepare"/>, and all passes of that step read them.
/// </summary>
/// <param name="floats">Size of the buffer.</param>
public sealed class PreparedWeights(long floats)
{
    private int version = -1;

    /// <summary>Memory of the generated code, which alone knows what lies where.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Buffer { get; } = new(floats);

    /// <summary>Whether these were made from the weights as they are now.</summary>
    /// <param name="weights">The network's weights.</param>
    public bool IsCurrent(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Volatile.Read(ref version) == weights.Version;
    }

    /// <summary>Makes these in parts, which a few threads take in turn.</summary>
    /// <param name="parts">How many.</param>
    /// <param name="make">Makes one, 0 to <paramref name="parts"/> - 1.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Make(int parts, Action<int> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        int next = -1;
        HelperThreads.Run(() =>
        {
            for (int part = Interlocked.Increment(ref next); part < parts; part = Interlocked.Increment(ref next))
            {
                make(part);
            }
        });
    }

    /// <summary>States that these were made from the weights as they are now.</summary>
    /// <param name="weights">The network's weights.</param>
    public void MarkCurrent(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Volatile.Write(ref version, weights.Version);
    }
}
