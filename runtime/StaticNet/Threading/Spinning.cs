using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StaticNet.Threading;

/// <summary>Waiting without leaving the processor.</summary>
internal static class Spinning
{
    /// <summary>Pauses that take some 100 microseconds: several times what lies between two steps of shared work.</summary>
    private const int Rounds = 4000;

    /// <summary>Where threads outnumber processors, the one that is waited for may need the waiting one's processor.</summary>
    private const int RoundsWhenCrowded = 16;

    /// <summary>How often to <see cref="Pause"/> before giving the processor away.</summary>
    /// <param name="workers">Threads that work together.</param>
    public static int RoundsFor(int workers) => workers <= Environment.ProcessorCount ? Rounds : RoundsWhenCrowded;

    /// <summary>The shortest wait the processor knows, some tens of cycles; <see cref="Thread.SpinWait"/> takes longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else if (ArmBase.IsSupported)
        {
            ArmBase.Yield();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }
}
