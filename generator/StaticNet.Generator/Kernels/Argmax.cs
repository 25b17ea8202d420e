namespace StaticNet.Generator.Kernels;

/// <summary>
/// What a maximum over some taps keeps for its gradient: the number of the first tap that equals it, in place of the values to compare
/// again. Numbers count the taps inside the map, slice by slice and row by row, and are floats, which lie, compare and blend in
/// the lanes of the maxima; a window has less than 2^24 taps, so all of them are exact.
/// </summary>
internal static class Argmax
{
    /// <summary>No tap, greater than every number: what a NaN leaves, which equals none, so that its gradient goes nowhere.</summary>
    public static string None(Isa isa) => isa.Broadcast("float.PositiveInfinity");

    /// <summary>
    /// The number after <paramref name="value"/> is compared with the maximum. Taps are met from the last to the first, so that the first of
    /// equals remains.
    /// </summary>
    public static string Found(Isa isa, string value, string maximum, string number, string later) =>
        isa.SelectEqual(value, maximum, Number(isa, number), later);

    /// <summary>What of the gradient the tap of this number receives.</summary>
    public static string Share(Isa isa, string argmax, string number, string gradient) =>
        isa.SelectEqual(argmax, Number(isa, number), gradient, isa.Zero);

    private static string Number(Isa isa, string number) =>
        int.TryParse(number, out int constant) ? isa.Broadcast((float)constant) : isa.Broadcast($"(float)({number})");
}
