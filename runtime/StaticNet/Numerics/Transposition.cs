using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StaticNet;

/// <summary>Four rows of four floats become four columns, by interleaving twice: 8 instructions on x64 and on Arm.</summary>
internal static class Transposition
{
    /// <summary>Whether the processor has the interleaving instructions; elsewhere callers move one float at a time.</summary>
    public static bool IsAccelerated => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        Vector128<float> evenLow = ZipLow(a, c), evenHigh = ZipHigh(a, c), oddLow = ZipLow(b, d), oddHigh = ZipHigh(b, d);
        a = ZipLow(evenLow, oddLow);
        b = ZipHigh(evenLow, oddLow);
        c = ZipLow(evenHigh, oddHigh);
        d = ZipHigh(evenHigh, oddHigh);
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
