using System.Numerics;
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

    /// <summary>Pauses, some 10 microseconds, behind which one who waits looks whether it stands where another should work; again after twice as many.</summary>
    private const int RoundsBeforeLook = 256;

    /// <summary>How often to <see cref="Pause()"/> before giving the processor away.</summary>
    /// <param name="workers">Threads that work together.</param>
    public static int RoundsFor(int workers) => workers <= Environment.ProcessorCount ? Rounds : RoundsWhenCrowded;

    /// <summary>
    /// <see cref="Pause()"/> of one of a crew. Who waits for long may stand on the processor of whom it waits for: then it leaves it.
    /// </summary>
    /// <param name="round">How often it has paused.</param>
    /// <param name="placement">Where the crew's threads run.</param>
    /// <param name="worker">The number of the one that waits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause(int round, Placement placement, int worker)
    {
        Pause();
        if (round >= RoundsBeforeLook && BitOperations.IsPow2(round))
        {
            placement.Part(worker);
        }
    }

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
