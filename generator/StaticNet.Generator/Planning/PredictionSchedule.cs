namespace StaticNet.Generator.Planning;

/// <summary>A step as several threads run it.</summary>
/// <param name="Step">The step.</param>
/// <param name="IsSplit">Each thread does a share of its units; else the first thread does it all.</param>
/// <param name="WaitsBefore">Threads wait for each other first.</param>
internal sealed record ScheduledStep(Step Step, bool IsSplit, bool WaitsBefore);

/// <summary>Steps that run over pictures together, or over all pictures at a time.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="PerPicture">They are done for one picture after another.</param>
/// <param name="WaitsAtEnd">Threads wait for each other behind the steps of each picture, since the next one uses the same memory.</param>
internal sealed record ScheduledGroup(EquatableArray<ScheduledStep> Steps, bool PerPicture, bool WaitsAtEnd);

/// <summary>
/// Which thread does what of a prediction, and where they wait: only where a step touches what another thread may still read or write.
/// Branches that lie side by side need no waiting between them.
/// </summary>
internal static class PredictionSchedule
{
    public static EquatableArray<ScheduledGroup> Of(PredictionPlan plan)
    {
        var pending = new PendingSteps(plan.Arena);
        var groups = new List<ScheduledGroup>();
        foreach (StepGroup group in plan.Steps)
        {
            var steps = new List<ScheduledStep>();
            foreach (Step step in group.Steps)
            {
                bool isSplit = plan.IsShared && step.Kernel.Units > 1;
                bool waits = plan.IsShared && pending.MustEndBefore(step, isSplit);
                if (waits)
                {
                    pending.Clear();
                }

                pending.Add(step, isSplit);
                steps.Add(new ScheduledStep(step, isSplit, waits));
            }

            bool waitsAtEnd = group.PerPicture && steps.Any(static step => step.IsSplit);
            if (waitsAtEnd)
            {
                pending.Clear();
            }

            groups.Add(new ScheduledGroup(steps.ToEquatableArray(), group.PerPicture, waitsAtEnd));
        }

        return groups.ToEquatableArray();
    }
}
