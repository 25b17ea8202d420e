using System.Globalization;

namespace StaticNet.Training;

/// <summary>The same rate for every step.</summary>
internal sealed class ConstantRate : LearningRate
{
    public ConstantRate(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        Base = rate;
    }

    public override double Base { get; }

    public override double At(long step, long steps) => Base;

    public override string ToString() => Base.ToString(CultureInfo.InvariantCulture);
}
