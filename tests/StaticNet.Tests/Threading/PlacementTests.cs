using StaticNet.Threading;

namespace StaticNet.Tests.Threading;

public class PlacementTests
{
    /// <summary>
    /// The thread plays both: it stands where the one worker has settled, and so has to move as the other, and may be anywhere afterwards. A busy system may
    /// move it back before it has settled, but not most of the time.
    /// </summary>
    [ProcessorsTheory]
    [InlineData(1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void AWorkerLeavesTheProcessorOfAnother(int worker, bool waits)
    {
        string allowed = AllowedProcessors();
        int parted = 0;
        for (int i = 0; i < 20; i++)
        {
            var placement = new Placement(2);
            placement.Settle(1 - worker);
            if (waits)
            {
                for (int round = 0; round < 1000; round++)
                {
                    Spinning.Pause(round, placement, worker);
                }
            }
            else
            {
                placement.Part(worker);
            }

            int[] processors = placement.Processors;
            Assert.True(processors[0] >= 0 && processors[1] >= 0);
            parted += processors[0] != processors[1] ? 1 : 0;
        }

        Assert.InRange(parted, 11, 20);

        Assert.Equal(allowed, AllowedProcessors());
    }

    /// <summary>With all processors taken there is nowhere to go: it stays, and nothing fails.</summary>
    [ProcessorsTheory]
    [InlineData(1)]
    [InlineData(5)]
    public void AWorkerStaysWhereNoProcessorIsFree(int times)
    {
        int workers = (times * Environment.ProcessorCount) + 1;
        var placement = new Placement(workers);
        for (int worker = 0; worker < workers; worker++)
        {
            placement.Part(worker);
        }

        Assert.Equal(workers, placement.Processors.Length);
    }

    private static string AllowedProcessors() => File.ReadLines("/proc/thread-self/status").Single(static line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal));

    /// <summary>Runs on Linux, where workers are placed, and on several processors.</summary>
    private sealed class ProcessorsTheoryAttribute : TheoryAttribute
    {
        public ProcessorsTheoryAttribute() => Skip = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 ? null : "needs Linux and two processors";
    }
}
