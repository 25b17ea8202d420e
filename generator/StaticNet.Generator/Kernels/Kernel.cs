using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// One emitted method with its dimensions as constants. Kernels are compared by value, so layers of the same shape share one
/// method. A kernel knows sizes and layouts, not buffers: those are its arguments.
/// </summary>
internal abstract record Kernel
{
    /// <summary>Full optimisation from the first call: tiered code runs at a tenth of the speed for the first second.</summary>
    protected const string Optimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    /// <summary>A name for the method, made unique by the emitter where two kernels propose the same.</summary>
    public abstract string Name { get; }

    /// <summary>The method's <c>ref float</c> parameters in order, e.g. "x", "weights", "bias", "y".</summary>
    public abstract EquatableArray<string> Parameters { get; }

    /// <summary>True when the method takes <c>int count</c> after the references and loops over pictures itself.</summary>
    public virtual bool TakesCount => false;

    /// <summary>True when the method takes <c>ulong seed, int picture</c> last (dropout).</summary>
    public virtual bool TakesSeed => false;

    /// <summary>
    /// In how many parts the work can be split. More than one: the method takes <c>int from, int to</c> last and does the units from the one
    /// up to the other; units of one call write different memory, and none reads what another writes.
    /// </summary>
    public virtual int Units => 1;

    /// <summary>How many neighbouring units are faster done in one call, since they read the same weights or begin at the same input: threads get such where that leaves none with more to do.</summary>
    public virtual int Grain => 1;

    /// <summary>
    /// About how long a call takes for one picture, in multiply-adds of a convolution: some 50 of them a nanosecond, and a float read or
    /// written where that is all there is to do counts as four. 0 where it is too little to matter.
    /// </summary>
    public virtual long Work => 0;

    /// <summary>What of it a share of the units takes.</summary>
    public virtual long WorkOf(int from, int to) => Work * (to - from) / Units;

    /// <summary>True when only the memory of the last reference is written. Else every one of them may be.</summary>
    public virtual bool WritesLast => false;

    /// <summary>Work that several threads are worth: some 8 microseconds, beside which their waiting for each other is little.</summary>
    public long LeastShared { get; init; } = 400_000;

    /// <summary>So many units, or one where the work is not worth splitting: then the loops keep constant bounds.</summary>
    protected int SplitInto(int units) => Work < LeastShared ? 1 : units;

    /// <summary>Writes <c>private static void name(ref float ..., ...)</c> and the methods that only it calls.</summary>
    public abstract void Emit(CodeWriter writer, Isa isa, string name);

    /// <summary>The references among the parameters of the kernel's method, as they are declared.</summary>
    public string References => string.Join(", ", Parameters.Select(static parameter => "ref float " + parameter));

    /// <summary>The head of the kernel's method.</summary>
    protected string Signature(string name) =>
        $"private static void {name}({References}{(TakesCount ? ", int count" : "")}{(TakesSeed ? ", ulong seed, int picture" : "")}{(Units > 1 ? ", int from, int to" : "")})";
}
