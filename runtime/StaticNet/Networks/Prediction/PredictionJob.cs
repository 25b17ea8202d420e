using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StaticNet.Threading;

namespace StaticNet;

/// <summary>
/// Pictures in the caller's memory, on one thread or on those of a workspace, as <see cref="BatchDivision"/> says. However they are divided, a
/// picture's result is the same to the bit.
/// </summary>
/// <param name="description">The network.</param>
/// <param name="arenas">Memory of each thread; that of a team's first serves all of the team.</param>
/// <param name="chunk">Pictures at a time.</param>
internal sealed unsafe class PredictionJob(NetworkDescription description, AlignedBuffer[] arenas, int chunk) : TeamJob
{
    /// <summary>
    /// Multiply-adds, some 20 microseconds on one thread, below which waking others costs more than they save.
    /// </summary>
    private const long LeastWork = 1_000_000;

    private readonly long multiplyAdds = description.MultiplyAdds;
    private readonly BatchPhase[] phases = new BatchPhase[BatchDivision.MostPhases];
    private readonly SpinBarrier[][] barriers = new SpinBarrier[BatchDivision.MostPhases][];
    private int phaseCount;
    private IPredictionCode? code;
    private float* input;
    private float* output;

    /// <summary>Whether so many pictures are work for several threads.</summary>
    public bool IsWorthSharing(IPredictionCode code, int count) =>
        count > 0 && (code.IsShared || (count > 1 && multiplyAdds * count >= LeastWork));

    public void RunAlone(IPredictionCode code, ReadOnlySpan<float> input, Span<float> output, int count)
    {
        ref float x = ref MemoryMarshal.GetReference(input);
        ref float y = ref MemoryMarshal.GetReference(output);
        for (int done = 0; done < count; done += chunk)
        {
            code.Run(ref x, ref y, ref arenas[0].Origin, Math.Min(chunk, count - done));
            x = ref Unsafe.Add(ref x, (nint)chunk * description.InputLength);
            y = ref Unsafe.Add(ref y, (nint)chunk * description.OutputLength);
        }
    }

    public void RunTogether(WorkerPool pool, IPredictionCode code, ReadOnlySpan<float> input, Span<float> output, int count)
    {
        phaseCount = BatchDivision.Of(count, pool.Count, code.IsShared, phases);
        for (int i = 0; i < phaseCount; i++)
        {
            PrepareBarriers(pool, i);
        }

        // The addresses are good only as long as the caller's memory is held in place, which is until the threads are
        // done.
        fixed (float* first = input)
        fixed (float* result = output)
        {
            this.code = code;
            this.input = first;
            this.output = result;
            try
            {
                pool.Run(this);
            }
            finally
            {
                this.code = null;
            }
        }
    }

    public override void Execute(int rank, SpinBarrier barrier)
    {
        for (int i = 0; i < phaseCount; i++)
        {
            if (i > 0)
            {
                // Memory goes to other teams.
                barrier.Wait(rank);
            }

            BatchPhase phase = phases[i];
            if (phase.TeamSize == 1)
            {
                int from = (int)((long)phase.Count * rank / barrier.Count), to = (int)((long)phase.Count * (rank + 1) / barrier.Count);
                RunSlice(phase.First + from, to - from, rank);
                continue;
            }

            int team = rank / phase.TeamSize, teams = barrier.Count / phase.TeamSize, leader = team * phase.TeamSize;
            if (team < teams)
            {
                SpinBarrier own = phase.TeamSize == barrier.Count ? barrier : barriers[i][team];
                RunTeam(phase, team, teams, arenas[leader], own, rank - leader);
            }
        }
    }

    /// <summary>One picture after another; between two of them the team waits for its last member.</summary>
    private void RunTeam(BatchPhase phase, int team, int teams, AlignedBuffer arena, SpinBarrier barrier, int rank)
    {
        for (int picture = team; picture < phase.Count; picture += teams)
        {
            if (picture > team)
            {
                barrier.Wait(rank);
            }

            code!.Run(ref Input(phase.First + picture), ref Output(phase.First + picture), ref arena.Origin, 1, new TeamWorker(barrier, rank));
        }
    }

    /// <summary>A barrier for each team of a phase. They are kept for the next batch.</summary>
    private void PrepareBarriers(WorkerPool pool, int phase)
    {
        int size = phases[phase].TeamSize;
        int teams = size == 1 || size == pool.Count ? 0 : Math.Min(phases[phase].Count, pool.Count / size);
        SpinBarrier[] all = barriers[phase] ?? [];
        if (all.Length < teams)
        {
            int had = all.Length;
            Array.Resize(ref all, teams);
            for (int i = had; i < teams; i++)
            {
                all[i] = pool.CreateBarrier(size);
            }

            barriers[phase] = all;
        }

        for (int i = 0; i < teams; i++)
        {
            all[i].Reset(i * size, size);
        }
    }

    private void RunSlice(int first, int count, int rank)
    {
        for (int done = 0; done < count; done += chunk)
        {
            code!.Run(ref Input(first + done), ref Output(first + done), ref arenas[rank].Origin, Math.Min(chunk, count - done));
        }
    }

    private ref float Input(int picture) => ref *(input + ((long)picture * description.InputLength));

    private ref float Output(int picture) => ref *(output + ((long)picture * description.OutputLength));
}
