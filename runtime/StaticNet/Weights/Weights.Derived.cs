namespace StaticNet;

/// <content>Weights that are another network's, for a network of the same layers over inputs of another size.</content>
public sealed partial class Weights
{
    private readonly WeightSource? source;

    /// <summary>
    /// Another network's weights for a network that has the same parameters in the same order. Where both pack them alike, the
    /// buffer is the same one; else these are a second copy, which <see cref="Refresh"/> keeps up to date. What is loaded or mapped here is loaded or
    /// mapped there.
    /// </summary>
    /// <param name="description">The network.</param>
    /// <param name="source">The weights to use.</param>
    /// <exception cref="ArgumentException">The parameters are not the same; the message says which.</exception>
    public Weights(NetworkDescription description, Weights source)
        : this(description) => this.source = new WeightSource(description, source);

    /// <summary>
    /// Takes over what has changed in the weights that these were made from; nothing otherwise. Any number of threads may call this, as
    /// long as nobody changes those weights at the time.
    /// </summary>
    public void Refresh()
    {
        if (source is null || !source.HasChanged)
        {
            return;
        }

        lock (making)
        {
            if (source.HasChanged)
            {
                packed = source.Renew(packed);
                MarkChanged();
                source.MarkSeen();
            }
        }
    }
}
