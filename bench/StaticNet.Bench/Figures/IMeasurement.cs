namespace StaticNet.Bench.Figures;

/// <summary>A group of figures that are taken together, and the verb of the command line that takes them.</summary>
internal interface IMeasurement
{
    /// <summary>The command line's word for it.</summary>
    string Verb { get; }

    /// <summary>What it measures, for the help text.</summary>
    string Description { get; }

    /// <summary>
    /// Measures. With <paramref name="quick"/> fewer samples are taken: enough to see where one stands, not to quote.
    /// </summary>
    /// <exception cref="MeasurementException">Something needed is missing on this machine.</exception>
    IEnumerable<Figure> Measure(bool quick);
}

/// <summary>A figure cannot be taken here; the message says what is missing and what to install.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
