namespace StaticNet.Generator.Kernels;

/// <summary>
/// Units of a dense layer that are computed together for one picture, and how their sums are split: input c goes to partial sum
/// (c % <see cref="Unroll"/>) % <see cref="Parts"/>, and the partial sums are added in the end. Kernels for several pictures keep to the same
/// order, so that a picture's result is the same in every batch.
/// </summary>
/// <param name="First">The first unit.</param>
/// <param name="Vectors">Vectors of units.</param>
/// <param name="Unroll">Inputs in a turn of the loop.</param>
/// <param name="Parts">Partial sums of a unit: where there are few units, they hide the latency of the multiply-add.</param>
internal sealed record DenseGroup(int First, int Vectors, int Unroll, int Parts)
{
    /// <summary>Weights that stay in the second-level cache from picture to picture, in floats.</summary>
    private const int CachedWeights = 256 * 1024;

    /// <summary>Blocks of 16 units that are read side by side. Each is a stream of its own, and from memory four streams come fastest.</summary>
    private const int Streams = 4;

    /// <summary>Outputs that are split off together: a multiple of what any instruction set takes as a group.</summary>
    public const int UnitOutputs = 128;

    /// <summary>Whether the weights stay in the second-level cache from picture to picture.</summary>
    public static bool AreCached(int inputs, int outputs) => inputs * ((outputs + 15) / 16 * 16) <= CachedWeights;

    /// <summary>C# for the loop over outputs by groups, all of them or those of the units between from and to.</summary>
    /// <param name="end">The end of the groups of full size.</param>
    /// <param name="step">Outputs of a group.</param>
    /// <param name="isSplit">Whether there are units.</param>
    public static string Loop(int end, int step, bool isSplit) => isSplit
        ? $"for (int unit = from * {UnitOutputs}; unit < Math.Min(to * {UnitOutputs}, {end}); unit += {step})"
        : $"for (int unit = 0; unit < {end}; unit += {step})";

    /// <summary>The groups of all <paramref name="outputs"/> units, padded to 16: equal ones, and a last one for the rest.</summary>
    public static DenseGroup[] Of(Isa isa, int inputs, int outputs)
    {
        int padded = (outputs + 15) / 16 * 16, all = padded / isa.Width;
        int most = !AreCached(inputs, outputs) && !isa.IsScalar ? Streams * 16 / isa.Width : 8;
        int vectors = Math.Min(all, most);
        return
        [
            .. from first in Enumerable.Range(0, (all + vectors - 1) / vectors)
               let count = Math.Min(vectors, all - (first * vectors))
               let unroll = Tiling.Unroll(count, [inputs])
               select new DenseGroup(first * vectors * isa.Width, count, unroll, count >= 8 ? 1 : Math.Min(unroll, count <= 2 ? 4 : 2)),
        ];
    }
}
