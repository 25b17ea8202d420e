using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Which passes of a training step compute a convolution by Winograd's transforms, and the steps of its two gradients. To the time that
/// <see cref="ConvCost"/> predicts comes the transform of the filters, which a training step makes anew, shared by its pictures.
/// </summary>
internal static class WinogradTraining
{
    /// <summary>Pictures that a step is assumed to have.</summary>
    private const int Pictures = 8;

    /// <summary>Floats of a picture's patches up to which a map is small: they fill the second-level cache.</summary>
    private const int WholeMap = 1 << 18;

    /// <summary>Bytes a cycle between the core and the memory behind its second-level cache.</summary>
    private const double BytesPerCycle = 6;

    /// <summary>The least that an algorithm must gain to be taken.</summary>
    private const double LeastGain = 0.9;

    /// <summary>The tiles of a forward pass; null where it is direct.</summary>
    public static WinogradShape? Forward(ConvPlan plan, Precision precision) =>
        Allows(plan, precision) ? Choose(plan.Source, plan.Target, plan.PadTop, plan.PadLeft) : null;

    /// <summary>
    /// The tiles of the data gradient, a convolution of the output gradient that is padded by what the kernel overlaps; null where it is direct.
    /// </summary>
    public static WinogradShape? Data(ConvPlan plan, Layout input, Precision precision) =>
        Allows(plan, precision) && FillsBlocks(plan) && plan.PadTop <= 2 && plan.PadLeft <= 2
            ? Choose(plan.Target, input, 2 - plan.PadTop, 2 - plan.PadLeft)
            : null;

    /// <summary>The tiles of the weights' gradient; null where it is direct.</summary>
    public static WinogradShape? Weights(ConvPlan plan, Precision precision)
    {
        if (!Allows(plan, precision) || !FillsBlocks(plan))
        {
            return null;
        }

        WinogradShape best = new[] { 2, 4 }.Select(size => WinogradShape.Square(size, plan.Source, plan.Target, plan.PadTop, plan.PadLeft)).OrderBy(WeightsCost).First();
        return WeightsCost(best) < LeastGain * ConvCost.Direct(plan.Source, plan.Target) ? best : null;
    }

    /// <summary>Plans the data gradient from <paramref name="dy"/> to <paramref name="target"/>.</summary>
    public static void PlanData(
        Node node, ConvPlan plan, WinogradShape shape, Operand dy, Operand target, Guard guard, string title, BackwardPlanner backward)
    {
        Operand filters = backward.Preparation.NewMemory(shape.FilterLength);
        backward.Preparation.Add(
            node, new WinogradTransposedFilterKernel(shape.Size, plan.Packed), backward.Parameters.Of(node, "weight"),
            backward.Preparation.NewMemory(WinogradTransposedFilterKernel.ScratchLength), filters);
        var epilogue = new WinogradEpilogue(HasBias: false, HasSum: false, Activation: null);
        if (IsBatched(shape))
        {
            (WinogradBatchKernel kernel, Operand ofPictures, Operand multiplied) = Batched(shape, target, epilogue, backward.NewBuffer);
            backward.Add(new WinogradPatchKernel(shape), title + ", patches", guard, dy, ofPictures);
            backward.Add(kernel, title, guard, ofPictures, filters, multiplied, target);
            return;
        }

        var program = new WinogradProgram(shape, epilogue);
        Operand patches = backward.NewScratch(program.Scratch[0]), products = backward.NewScratch(program.Scratch[1]);
        if (program.Patches is null)
        {
            backward.Add(program.Main, title, guard, dy, filters, patches, products, target);
            return;
        }

        backward.Add(program.Patches, title + ", patches", guard, dy, patches);
        backward.Add(program.Main, title, guard, patches, filters, products, target);
    }

    /// <summary>Plans a forward pass that takes all pictures at once, of small maps; false where it should go picture by picture.</summary>
    public static bool TryForward(
        Node node, WinogradShape shape, Operand x, Operand filters, Epilogue epilogue, string title, ForwardPlanner forward)
    {
        if (!IsBatched(shape) || epilogue.HasSum || epilogue.IsScaled)
        {
            return false;
        }

        (WinogradBatchKernel kernel, Operand patches, Operand products) = Batched(
            shape, forward.NewValue(epilogue.Last), new WinogradEpilogue(epilogue.HasBias, HasSum: false, epilogue.Activation), forward.NewBuffer);
        forward.Add(new WinogradPatchKernel(shape), $"input of {node.Name} in patches of {shape.Rows.Patch}x{shape.Columns.Patch}, transformed", x, patches);
        forward.Store(epilogue.Last, kernel, title, [patches, filters, .. epilogue.Operands, products]);
        return true;
    }

    private static (WinogradBatchKernel Kernel, Operand Patches, Operand Products) Batched(
        WinogradShape shape, Operand target, WinogradEpilogue epilogue, Func<int, Operand> newBuffer)
    {
        Operand patches = newBuffer(new WinogradPatchKernel(shape).PatchesLength), products = newBuffer(WinogradBatchKernel.ProductsLength(shape));
        return (new WinogradBatchKernel(shape, patches.PictureStride, products.PictureStride, target.PictureStride, epilogue), patches, products);
    }

    /// <summary>Plans the weights' gradient.</summary>
    public static void PlanWeights(ConvPlan plan, WinogradShape shape, Operand x, Operand dy, Operand gradient, string title, BackwardPlanner backward)
    {
        var ofInput = new WinogradPatchKernel(shape);
        Operand patches = backward.NewBuffer(ofInput.PatchesLength);
        Operand gradients = backward.NewBuffer(new WinogradPatchKernel(WinogradGradientPatchKernel.Patches(shape)).PatchesLength);
        var kernel = new WinogradWeightGradientKernel(shape, patches.PictureStride, gradients.PictureStride, plan.Packed);
        backward.Add(ofInput, title + ", patches of the input", Guard.Always, x, patches);
        backward.Add(new WinogradGradientPatchKernel(shape), title + ", tiles of the gradient", Guard.Always, dy, gradients);
        backward.Add(kernel, title, Guard.Always, patches, gradients, backward.NewScratch(kernel.SumsLength), gradient);
    }

    private static bool Allows(ConvPlan plan, Precision precision) => precision != Precision.Strict && plan.Source is { IsBlocked: true, Depth: 1 }
        && plan is { IsPlanar: false, Conv.Groups: 1, Window: { KernelD: 1, KernelH: 3, KernelW: 3, StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1 } };

    /// <summary>Whether channels and filters are whole blocks, as the kernels of the gradients take them.</summary>
    private static bool FillsBlocks(ConvPlan plan) => plan.Source.Channels % Layout.Block == 0 && plan.Target.Channels % Layout.Block == 0;

    private static WinogradShape? Choose(Layout source, Layout target, int padTop, int padLeft)
    {
        WinogradShape best = new[] { 2, 4 }.Select(size => WinogradShape.Square(size, source, target, padTop, padLeft)).OrderBy(Cost).First();
        return Cost(best) < LeastGain * ConvCost.Direct(source, target) ? best : null;
    }

    private static double Cost(WinogradShape shape) =>
        ConvCost.Winograd(shape, IsBatched(shape) ? Pictures : 1) + (2.0 * sizeof(float) * shape.FilterLength / BytesPerCycle / Pictures);

    /// <summary>Whether filters are multiplied with the patches of all pictures, of small maps, rather than picture by picture.</summary>
    private static bool IsBatched(WinogradShape shape) => shape.TileBlocks * shape.PatchLength <= WholeMap;

    /// <summary>
    /// Cycles for each picture: products, patches and tiles written and read once, and the sums written and read once for all pictures.
    /// </summary>
    private static double WeightsCost(WinogradShape shape)
    {
        double perBlock = shape.Frequencies * shape.Tiles;
        double products = perBlock * shape.Source.Channels * shape.Target.Blocks / 0.95;
        double patches = perBlock * (shape.Source.Blocks + shape.Target.Blocks) * 2 * sizeof(float) * Layout.Block / BytesPerCycle;
        double sums = 2.0 * sizeof(float) * shape.FilterLength / BytesPerCycle / Pictures;
        return products + patches + sums;
    }
}
