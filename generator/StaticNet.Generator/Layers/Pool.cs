using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Which value a pool takes from its window.</summary>
internal enum PoolKind
{
    /// <summary>The largest value; its gradient goes to the first of equals, row by row.</summary>
    Max,

    /// <summary>The sum by the number of values.</summary>
    Average,

    Sum,

    /// <summary>The square root of the sum of squares.</summary>
    L2,
}

/// <summary>
/// A pool of one of four kinds. Padding is never a value: a maximum ignores it, sums gain nothing by it, and an average
/// divides by the real count unless CountPadding.
/// </summary>
internal sealed partial record Pool(PoolKind Reduction, Window Window, bool CountPadding) : Layer
{
    public override string Kind => Title.ToLowerInvariant();

    public override string Title => Reduction == PoolKind.Average ? "AvgPool" : $"{Reduction}Pool";

    public override string Description => $"{Title} {Window.Description}";

    /// <summary>The stride is not written and so equals the kernel, also when a code fix changes that.</summary>
    public bool StrideFollowsKernel { get; init; }

    public static Pool ReadMax(LayerArguments arguments) => Read(arguments, PoolKind.Max);

    public static Pool ReadAverage(LayerArguments arguments) => Read(arguments, PoolKind.Average);

    public static Pool ReadSum(LayerArguments arguments) => Read(arguments, PoolKind.Sum);

    public static Pool ReadL2(LayerArguments arguments) => Read(arguments, PoolKind.L2);

    public override Placement? Place(Shape input, FindingList findings)
    {
        WindowFit? fit = WindowFindings.Apply(Title, Window, WindowUse.Pool, StrideFollowsKernel, input, findings);
        return fit is null
            ? null
            : new Placement(this with { Window = fit.Window }, new Shape(input.Channels, fit.Output)) { Window = fit.Window };
    }

    private static Pool Read(LayerArguments arguments, PoolKind reduction)
    {
        EquatableArray<int> kernel = arguments.Kernel();
        EquatableArray<int> ones = [.. kernel.Select(static _ => 1)];
        (EquatableArray<int> before, EquatableArray<int> after) = arguments.Padding("Padding");
        var window = new Window(
            kernel, arguments.PerAxis("Stride", kernel), arguments.PerAxis("Dilation", ones), before, after, arguments.Choice<Fit>("Fit"));
        return new Pool(reduction, window, arguments.Flag("CountPadding", false))
        {
            StrideFollowsKernel = !arguments.IsWritten("Stride"),
        };
    }
}
