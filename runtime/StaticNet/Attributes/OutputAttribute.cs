namespace StaticNet;

/// <summary>
/// Makes a named value a further output of the network, beside the main one: a classifier halfway up, or features to be compared.
/// The main output is the last value that nothing reads and that no <c>Output</c> names.
/// </summary>
/// <param name="name">The name that <c>As</c> gave the value, under which the output is found.</param>
public sealed class OutputAttribute(string name) : PartAttribute
{
    /// <summary>The name that <c>As</c> gave the value, under which the output is found.</summary>
    public string Name => name;

    /// <summary>
    /// How much the loss of this output counts in training, beside 1 for the main output; GoogLeNet takes 0.3. Default 0: the
    /// output is not trained on.
    /// </summary>
    public double LossWeight { get; set; }

    /// <summary>Whether the output serves training only: prediction then does not compute it, nor what it alone needs. Default false.</summary>
    public object TrainingOnly { get; set; } = false;
}
