using System.Globalization;

namespace StaticNet.Peers.Reports;

/// <summary>Numbers as a table shows them, the same on every machine.</summary>
internal static class Format
{
    /// <summary>A time in the unit that needs no leading zeros.</summary>
    public static string Time(double milliseconds) => milliseconds < 1
        ? Invariant($"{milliseconds * 1000:0.0} us")
        : Invariant($"{milliseconds:0.000} ms");

    /// <summary>Formats with the invariant culture.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
