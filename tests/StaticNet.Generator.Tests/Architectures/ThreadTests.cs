using System.Globalization;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Planning;
using Xunit.Abstractions;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>
/// What many threads would make of a plan, from its units, the work that each step says it is, and where threads wait. It does not know how
/// memory's rate is shared; it shows whether everybody has something to do.
/// </summary>
public class ThreadTests(ITestOutputHelper output)
{
    /// <summary>50 multiply-adds a nanosecond, as on the slower kind of the processors measured.</summary>
    private const double WorkPerMicrosecond = 50_000;

    /// <summary>A wait: 0.15 microseconds between two threads, and what each further one adds by its arrival.</summary>
    private static double WaitWork(int threads) => threads == 1 ? 0 : (0.15 + (0.02 * threads)) * WorkPerMicrosecond;

    [Fact]
    public void OnePictureOfResNet50KeepsThirtyTwoThreadsBusy()
    {
        PredictionPlan plan = PlanOf("ResNet50");
        Assert.True(plan.IsShared);
        double[] efficiencies = [.. Enumerable.Range(1, 32).Select(threads => Work(plan) / (threads * Time(plan, threads)))];
        for (int i = 0; i < efficiencies.Length; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1,3} threads, 1 picture: {100 * efficiencies[i]:0.0} %"));
        }

        Assert.All(efficiencies, static efficiency => Assert.InRange(efficiency, 0.85, 1));
    }

    /// <summary>128 pictures, on any number of threads up to as many.</summary>
    [Fact]
    public void ABatchOfResNet50KeepsAsManyThreadsBusy()
    {
        PredictionPlan plan = PlanOf("ResNet50");
        double[] times = [.. Enumerable.Range(0, 129).Select(threads => threads == 0 ? 0 : Time(plan, threads))];
        var phases = new BatchPhase[BatchDivision.MostPhases];
        for (int threads = 1; threads <= 128; threads++)
        {
            double time = 0;
            foreach (BatchPhase phase in phases.AsSpan(0, BatchDivision.Of(128, threads, plan.IsShared, phases)))
            {
                int teams = threads / phase.TeamSize;
                time += (((phase.Count + teams - 1) / teams) * times[phase.TeamSize]) + WaitWork(threads);
            }

            double efficiency = 128 * Work(plan) / (threads * time);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads,3} threads, 128 pictures: {100 * efficiency:0.0} %"));
            Assert.True(efficiency >= 0.95, $"{threads} threads are busy {100 * efficiency:0.0} % of their time");
        }
    }

    [Theory]
    [InlineData("AlexNet")]
    [InlineData("Vgg16")]
    [InlineData("GoogLeNet")]
    [InlineData("ResNet18")]
    [InlineData("MobileNetV2")]
    public void TwoThreadsHaveWorkInEveryLargeNetwork(string network)
    {
        PredictionPlan plan = PlanOf(network);
        double efficiency = Work(plan) / (2 * Time(plan, 2));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network}, 2 threads: {100 * efficiency:0.0} %"));
        Assert.True(efficiency >= 0.95, $"{100 * efficiency:0.0} %");
    }

    /// <summary>A network of a few microseconds is left to one thread.</summary>
    [Fact]
    public void SmallNetworksAreNotShared() => Assert.False(PlanOf("LeNet5").IsShared);

    private static PredictionPlan PlanOf(string network) => Planner.Plan(DeclaredNetworks.Graph(network), training: false).Prediction;

    /// <summary>The run of units that TeamShares gives a worker; that others help the slow ones is left out.</summary>
    private static long WorkOf(Kernel kernel, int rank, int threads)
    {
        int Longest(int count) => (count + threads - 1) / threads;
        int grains = (kernel.Units + kernel.Grain - 1) / kernel.Grain;
        int together = Longest(grains) * kernel.Grain <= Longest(kernel.Units) ? kernel.Grain : 1;
        long count = (kernel.Units + together - 1) / together;
        int Bound(int before) => Math.Min(kernel.Units, (int)(count * before / threads) * together);
        return kernel.WorkOf(Bound(rank), Bound(rank + 1));
    }

    private static double Work(PredictionPlan plan) => plan.Steps.Sum(static group => group.Steps.Sum(static step => (double)step.Kernel.Work));

    /// <summary>From wait to wait, the time of whoever has most to do.</summary>
    private static double Time(PredictionPlan plan, int threads)
    {
        double time = 0;
        double[] busy = new double[threads];
        void Wait()
        {
            time += busy.Max() + WaitWork(threads);
            Array.Clear(busy);
        }

        foreach (ScheduledGroup group in PredictionSchedule.Of(plan))
        {
            foreach (ScheduledStep step in group.Steps)
            {
                if (step.WaitsBefore)
                {
                    Wait();
                }

                Kernel kernel = step.Step.Kernel;
                for (int rank = 0; rank < threads; rank++)
                {
                    busy[rank] += step.IsSplit ? WorkOf(kernel, rank, threads) : rank == 0 ? kernel.Work : 0;
                }
            }

            if (group.WaitsAtEnd)
            {
                Wait();
            }
        }

        return time + busy.Max();
    }
}
