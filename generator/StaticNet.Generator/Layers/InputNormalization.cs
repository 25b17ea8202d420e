using StaticNet.Generator.Declarations;

namespace StaticNet.Generator.Layers;

/// <summary>What is subtracted from every channel of the input, and what it is then divided by: one number each for every channel.</summary>
internal sealed record InputNormalization(EquatableArray<float> Mean, EquatableArray<float> Deviation)
{
    /// <summary>By channel, the factor that does it together with <see cref="Shifts"/>.</summary>
    public EquatableArray<float> Scales => [.. Deviation.Select(static deviation => (float)(1.0 / deviation))];

    /// <summary>By channel, what is added to the product.</summary>
    public EquatableArray<float> Shifts => [.. Mean.Zip(Deviation, static (mean, deviation) => (float)(-(double)mean / deviation))];

    /// <summary>The normalisation that a network's attribute asks for, or null.</summary>
    public static InputNormalization? Read(LayerArguments arguments, int channels)
    {
        if (!arguments.IsWritten("Mean") && !arguments.IsWritten("Deviation"))
        {
            return null;
        }

        return new InputNormalization(
            arguments.PerChannel("Mean", channels, 0f, IsFinite, "a finite number"),
            arguments.PerChannel("Deviation", channels, 1f, static value => value > 0 && IsFinite(value) && IsFinite(1 / value), "a positive number whose inverse is finite"));
    }

    private static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);
}
