namespace StaticNet;

/// <summary>
/// The one mixing function behind everything seeded, written out so that its bits never change with the .NET version.
/// </summary>
internal static class RandomBits
{
    /// <summary>
    /// SplitMix64's output function: Steele, Lea and Flood, <see href="https://doi.org/10.1145/2660193.2660195">Fast
    /// splittable pseudorandom number generators</see> (2014). A bijection in which every input bit changes every
    /// output bit with probability near one half.
    /// </summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A seed for the part of the work that <paramref name="part"/> numbers.</summary>
    public static ulong Derive(ulong seed, ulong part) => Mix(Mix(seed) ^ part);
}
