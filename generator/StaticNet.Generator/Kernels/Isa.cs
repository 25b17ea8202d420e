using System.Globalization;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// An instruction set as data: the emitters are written once against it. In emitted files <c>Lanes</c> names the
/// vector type and <c>Vector</c> its static class, so that the text of AVX-512, AVX2 and NEON differs only in tile sizes.
/// </summary>
/// <param name="Name">Name of the nested class that holds this instruction set's methods.</param>
/// <param name="Width">Floats in a vector; 1 for scalar code.</param>
/// <param name="Registers">Vector registers that the tile may use.</param>
/// <param name="Condition">The test, folded by the JIT, under which the class is called; null for the fallback.</param>
internal sealed record Isa(string Name, int Width, int Registers, string? Condition)
{
    public static readonly Isa Avx512 = new("Avx512", 16, 32, "Vector512.IsHardwareAccelerated && X86.Avx512F.IsSupported");
    public static readonly Isa Avx2 = new("Avx2", 8, 16, "X86.Avx2.IsSupported && X86.Fma.IsSupported");
    public static readonly Isa Neon = new("Neon", 4, 32, "Arm.AdvSimd.IsSupported");
    public static readonly Isa Scalar = new("Scalar", 1, 16, null);

    public static readonly Isa[] All = [Avx512, Avx2, Neon, Scalar];

    public bool IsScalar => Width == 1;

    /// <summary>
    /// AVX-512's registers by their halves: for what would leave the other half empty. A processor that runs whole vectors in two passes
    /// gains by it, others lose nothing, as long as what fills whole vectors stays in them.
    /// </summary>
    public Isa Halves => this with { Width = Width / 2, IsHalved = true };

    /// <summary>Whether vectors are half as wide as those that the file's aliases name.</summary>
    public bool IsHalved { get; init; }

    /// <summary>The vector type.</summary>
    public string Type => IsHalved ? $"Vector{Width * 32}<float>" : "Lanes";

    /// <summary>Its static class.</summary>
    public string Class => IsHalved ? $"Vector{Width * 32}" : "Vector";

    /// <summary>The aliases at the top of this instruction set's file.</summary>
    public string[] Usings => IsScalar
        ? ["using Lanes = System.Single;"]
        : [$"using Lanes = System.Runtime.Intrinsics.Vector{Width * 32}<float>;", $"using Vector = System.Runtime.Intrinsics.Vector{Width * 32};"];

    public string Zero => IsScalar ? "0f" : $"{Type}.Zero";

    /// <summary>A vector from consecutive floats at <paramref name="offset"/> from the reference.</summary>
    public string Load(string reference, string offset) =>
        IsScalar ? At(reference, offset) : $"{Class}.LoadUnsafe(ref {At(reference, offset)})";

    public string Load(string reference, int offset = 0) => Load(reference, Text(offset));

    /// <summary>A statement that writes consecutive floats.</summary>
    public string Store(string value, string reference, string offset) =>
        IsScalar ? $"{At(reference, offset)} = {value};" : $"{Class}.StoreUnsafe({value}, ref {At(reference, offset)});";

    public string Store(string value, string reference, int offset = 0) => Store(value, reference, Text(offset));

    /// <summary>One float in all lanes.</summary>
    public string Broadcast(string scalar) => IsScalar ? scalar : $"{Class}.Create({scalar})";

    public string Broadcast(float value) => Broadcast(Text(value));

    /// <summary>
    /// The float at <paramref name="offset"/> from the reference in all lanes. AVX-512 reads its bits as an integer: Zen 4 broadcasts those while it loads them, but a float
    /// by a shuffle, which takes a multiplier's time when there is one for every other multiply-add.
    /// </summary>
    public string BroadcastAt(string reference, string offset) =>
        Width == 16 ? $"{Class}.Create(Unsafe.As<float, int>(ref {At(reference, offset)})).AsSingle()" : Broadcast(At(reference, offset));

    public string BroadcastAt(string reference, int offset = 0) => BroadcastAt(reference, Text(offset));

    /// <summary>a * b + c; fused where there are vectors, since the compiler never fuses by itself.</summary>
    public string Fma(string a, string b, string c) => IsScalar ? $"{a} * {b} + {c}" : $"{Class}.FusedMultiplyAdd({a}, {b}, {c})";

    /// <summary>
    /// The greater, in one instruction: the maximum that IEEE 754 prescribes takes three. Of a NaN and a number x64 returns
    /// <paramref name="b"/> and NEON the NaN, so a value whose NaN should live on is written second.
    /// </summary>
    public string Max(string a, string b) => IsScalar ? $"({a} > {b} ? {a} : {b})" : $"{Class}.MaxNative({a}, {b})";

    /// <summary>The lesser, in one instruction; NaN as for <see cref="Max"/>.</summary>
    public string Min(string a, string b) => IsScalar ? $"({a} < {b} ? {a} : {b})" : $"{Class}.MinNative({a}, {b})";

    /// <summary><paramref name="value"/> within two bounds; a NaN stays a NaN.</summary>
    public string Clamp(string value, float least, float greatest) => IsScalar
        ? $"Math.Clamp({value}, {Text(least)}, {Text(greatest)})"
        : $"{Class}.MinNative({Broadcast(greatest)}, {Class}.MaxNative({Broadcast(least)}, {value}))";

    /// <summary>Where <paramref name="a"/> is greater than <paramref name="b"/>: <paramref name="then"/>, else <paramref name="otherwise"/>.</summary>
    public string SelectGreater(string a, string b, string then, string otherwise) => IsScalar
        ? $"({a} > {b} ? {then} : {otherwise})"
        : $"{Class}.ConditionalSelect({Class}.GreaterThan({a}, {b}), {then}, {otherwise})";

    /// <summary>Where <paramref name="a"/> equals <paramref name="b"/>: <paramref name="then"/>, else <paramref name="otherwise"/>.</summary>
    public string SelectEqual(string a, string b, string then, string otherwise) => IsScalar
        ? $"({a} == {b} ? {then} : {otherwise})"
        : $"{Class}.ConditionalSelect({Class}.Equals({a}, {b}), {then}, {otherwise})";

    /// <summary>The square root, correctly rounded.</summary>
    public string Sqrt(string value) => IsScalar ? $"MathF.Sqrt({value})" : $"{Class}.Sqrt({value})";

    /// <summary>The sum of a vector's lanes.</summary>
    public string Sum(string value) => IsScalar ? value : $"{Class}.Sum({value})";

    /// <summary>A float in place: <c>Unsafe.Add(ref x, 3)</c>, or just the name at offset 0.</summary>
    public static string At(string reference, string offset) => offset == "0" ? reference : $"Unsafe.Add(ref {reference}, {offset})";

    public static string At(string reference, int offset) => At(reference, Text(offset));

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";
}
