using System.Globalization;

namespace StaticNet.Training;

/// <summary>Half a cosine from one rate down to another, after an even rise.</summary>
internal sealed class CosineRate : LearningRate
{
    private readonly double final;
    private readonly double warmUp;

    public CosineRate(double rate, double final, double warmUp)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfNegative(final);
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmUp, 1.0);
        Base = rate;
        this.final = final;
        this.warmUp = warmUp;
    }

    public override double Base { get; }

    public override double At(long step, long steps)
    {
        long rising = (long)Math.Round(warmUp * steps);
        if (step < rising)
        {
            return Base * (step + 1) / rising;
        }

        double share = steps > rising ? Math.Min(1.0, (double)(step - rising) / (steps - rising)) : 1.0;
        return final + ((Base - final) * (1.0 + Math.Cos(Math.PI * share)) / 2.0);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"cosine from {Base} to {final}{(warmUp > 0 ? $" after {warmUp:P0} warm-up" : "")}");
}
