using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Diagnostics;

/// <summary>
/// Every rule with its message. Errors are NotConfigurable: a network that does not fit must not build, whatever an
/// .editorconfig or a pragma says, and a page under generator/docs explains each id.
/// </summary>
internal static class Descriptors
{
    private const string Category = "StaticNet";

    public static readonly DiagnosticDescriptor NotPartial = new(
        DiagnosticIds.NotPartial,
        "The network class is not partial",
        "'{0}' must be partial: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The network is generated as a further part of the class, which C# allows only where the class and all types around it are partial.",
        HelpLink(DiagnosticIds.NotPartial),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor LayersOnSeveralParts = new(
        DiagnosticIds.LayersOnSeveralParts,
        "Layers stand on more than one part of the class",
        "Layers of '{0}' stand on more than one of its parts, where their order is that of the files; write all of them on one part",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The order of attributes is the order of the layers. Across the parts of a class it would follow the order in which files are compiled.",
        HelpLink(DiagnosticIds.LayersOnSeveralParts),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor NoLayers = new(
        DiagnosticIds.NoLayers,
        "There are no layers",
        "'{0}' declares a {1} without layers; add at least one, such as [Dense(10), Softmax]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A network, or a block, is made of the layers that stand as attributes on its class.",
        HelpLink(DiagnosticIds.NoLayers),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadNetworkShape = new(
        DiagnosticIds.BadNetworkShape,
        "The input shape is not one",
        "Network{0} is not the shape of an input: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A network's input is one picture, channels first, each size at least 1.",
        HelpLink(DiagnosticIds.BadNetworkShape),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadArgument = new(
        DiagnosticIds.BadArgument,
        "An argument is not what the layer takes",
        "{0}: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A size is an int, or a list of ints with one entry for every spatial axis, within the bounds that the layer's documentation gives.",
        HelpLink(DiagnosticIds.BadArgument),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor TooLarge = new(
        DiagnosticIds.TooLarge,
        "Sizes overflow",
        "{0} is too large: {1}, and the most is {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Offsets in generated code are ints that count floats: a layer's output, all activations of one picture together and all parameters together have to stay below that.",
        HelpLink(DiagnosticIds.TooLarge),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor DuplicateName = new(
        DiagnosticIds.DuplicateName,
        "Two layers have the same name",
        "A layer named '{0}' stands before this one; names are kind and ordinal (conv1) or As, and differ in more than case and underscores",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Parameters in files and members of the class are named after their layer.",
        HelpLink(DiagnosticIds.DuplicateName),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor UnsuitableClass = new(
        DiagnosticIds.UnsuitableClass,
        "The class cannot hold a network",
        "'{0}' cannot hold a network: it {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A network is an object with weights, made by its constructor and completed in a generated file.",
        HelpLink(DiagnosticIds.UnsuitableClass),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor NoNetwork = new(
        DiagnosticIds.NoNetwork,
        "The layers belong to no network",
        "'{0}' has layers and no Network; add [Network(channels, height, width)], the shape of their input",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Layers are read only on a class that declares a network, since the first of them needs the shape of the input.",
        HelpLink(DiagnosticIds.NoNetwork),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor WindowDoesNotFit = new(
        DiagnosticIds.WindowDoesNotFit,
        "The window does not fit",
        "{0} does not fit: {1} is not a whole number.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The windows of a layer have to cover its padded input exactly, unless Fit says what to do with the rest: Crop drops it, Pad fills it up.",
        HelpLink(DiagnosticIds.WindowDoesNotFit),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor WindowTooLarge = new(
        DiagnosticIds.WindowTooLarge,
        "The window is larger than its padded input",
        "{0} is larger than its padded input: {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Not even one window lies within the input and its padding.",
        HelpLink(DiagnosticIds.WindowTooLarge),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadStep = new(
        DiagnosticIds.BadStep,
        "Stride or dilation is below 1",
        "{0}: {1} must be at least 1, not {2}.{3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A stride is the step from one window to the next and a dilation the step between a window's taps, both in input positions.",
        HelpLink(DiagnosticIds.BadStep),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadPadding = new(
        DiagnosticIds.BadPadding,
        "The padding is negative or too large",
        "{0}: {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Padding adds positions around the input. A pool with more of it than half its window would have windows that see nothing but padding, and a transposed convolution adds no more to its output than a stride can have left over.",
        HelpLink(DiagnosticIds.BadPadding),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadGroups = new(
        DiagnosticIds.BadGroups,
        "Groups do not divide the channels",
        "{0} with Groups = {1} does not divide {2} channels and {3} filters: {4}.{5}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every group of a convolution reads the same number of channels and makes the same number of filters.",
        HelpLink(DiagnosticIds.BadGroups),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor AssertionFails = new(
        DiagnosticIds.AssertionFails,
        "The asserted shape is not the actual one",
        "Shape{0} does not hold: the value here is {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Shape asserts what the layers before it give, and is checked at build time.",
        HelpLink(DiagnosticIds.AssertionFails),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor EmptyOutput = new(
        DiagnosticIds.EmptyOutput,
        "The output would be empty",
        "{0} has an empty output: {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Fit.Pad fills up what one stride leaves over; a window that lacks more than that has nowhere to lie. The padding of a transposed convolution is cut off its output, and something has to be left.",
        HelpLink(DiagnosticIds.EmptyOutput),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor WrongInput = new(
        DiagnosticIds.WrongInput,
        "The layer does not take a value of this shape",
        "{0} takes {1} and gets {2}; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Windows slide over maps, (channels, height, width), and channels are averaged or dropped there; a vector has no positions.",
        HelpLink(DiagnosticIds.WrongInput),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor ShapesDiffer = new(
        DiagnosticIds.ShapesDiffer,
        "The shapes of the joined values differ",
        "{0}: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Values are added and multiplied element by element, so all of them have one shape.",
        HelpLink(DiagnosticIds.ShapesDiffer),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor SpatialShapesDiffer = new(
        DiagnosticIds.SpatialShapesDiffer,
        "The spatial shapes of the joined values differ",
        "{0}: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Concat puts channels behind channels, so every position of one value needs its position in the others.",
        HelpLink(DiagnosticIds.SpatialShapesDiffer),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor UnknownName = new(
        DiagnosticIds.UnknownName,
        "No value has this name",
        "{0}: no value before it is called '{1}'; {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "From, Output and joins by name look for what As named earlier in the same network, or in the same use of a block.",
        HelpLink(DiagnosticIds.UnknownName),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor UnusedName = new(
        DiagnosticIds.UnusedName,
        "The name is never used",
        "{0}: nothing refers to the name '{1}'; remove As, or use it in From, Add, Concat, Multiply or Output",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A layer without parameters is named only to be referred to.",
        HelpLink(DiagnosticIds.UnusedName));

    public static readonly DiagnosticDescriptor BlockContainsItself = new(
        DiagnosticIds.BlockContainsItself,
        "The block contains itself",
        "{0} contains itself: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A block is written out where it is used, which would have no end.",
        HelpLink(DiagnosticIds.BlockContainsItself),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadSizeExpression = new(
        DiagnosticIds.BadSizeExpression,
        "The size is no number, parameter or expression over them",
        "{0}: {1} = {2} {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Inside a block a size is an int, the nameof of a parameter, or an expression over parameters in + - * / and parentheses, in which divisions are whole.",
        HelpLink(DiagnosticIds.BadSizeExpression),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BranchNotJoined = new(
        DiagnosticIds.BranchNotJoined,
        "Branches and joins do not match",
        "{0}: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Branches run from the first Branch or Shortcut to the join, of which there are at least two.",
        HelpLink(DiagnosticIds.BranchNotJoined),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor UnusedValue = new(
        DiagnosticIds.UnusedValue,
        "Nothing uses the value",
        "Nothing uses the output of {0}; {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A network computes only what leads to one of its outputs.",
        HelpLink(DiagnosticIds.UnusedValue),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor NameAmongBranches = new(
        DiagnosticIds.NameAmongBranches,
        "A name is referred to among branches",
        "{0} refers to '{1}' while branches are open; join them first",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "While branches are open, the value that a name refers to would belong to none of them.",
        HelpLink(DiagnosticIds.NameAmongBranches),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor UnusedParameter = new(
        DiagnosticIds.UnusedParameter,
        "No layer uses the block's parameter",
        "No layer of '{0}' uses its parameter '{1}'; write nameof({1}) where it is meant, or remove it",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A parameter of a block sets sizes of its layers; one that sets nothing has no effect.",
        HelpLink(DiagnosticIds.UnusedParameter));

    public static readonly DiagnosticDescriptor PaddingOnly = new(
        DiagnosticIds.PaddingOnly,
        "Windows see nothing but padding",
        "{0}: with Padding = {1} its outermost windows see padding only, being {2} wide.{3}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A convolution padded by its window or more computes its outermost values from zeros: every one of them is the bias.",
        HelpLink(DiagnosticIds.PaddingOnly));

    public static readonly DiagnosticDescriptor WindowInPadding = new(
        DiagnosticIds.WindowInPadding,
        "A pool's window lies wholly in the padding",
        "{0} has a window with its taps at {1} along an axis whose values lie at {2}: all of it is padding.{3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Padding is never a value to a pool, so a window that sees nothing else has nothing to pool. A dilation wider than the input makes such windows.",
        HelpLink(DiagnosticIds.WindowInPadding),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor BadBorder = new(
        DiagnosticIds.BadBorder,
        "The border does not go with the map",
        "{0}: {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Pad adds positions and Crop removes some, so neither takes a negative number; Crop has to leave one, and a reflection has to find as many as it mirrors.",
        HelpLink(DiagnosticIds.BadBorder),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor WrongCount = new(
        DiagnosticIds.WrongCount,
        "The values do not make this shape",
        "{0} of {1}: {2}.{3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Reshape and PixelShuffle move values and make none, so there have to be as many after as before.",
        HelpLink(DiagnosticIds.WrongCount),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor TooLargeToUnroll = new(
        DiagnosticIds.TooLargeToUnroll,
        "The network is too large to be unrolled in full",
        "'{0}' has {1} operations in a prediction ({2}), and Unroll.Full takes at most {3}. Unroll = Unroll.Tiles, the default, takes any network.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Without loops every operation is an instruction of its own: code and build time grow with the network, and code that no cache holds is slower than a loop.",
        HelpLink(DiagnosticIds.TooLargeToUnroll),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor WeightsDoNotFit = new(
        DiagnosticIds.WeightsDoNotFit,
        "The network cannot have the weights of the other",
        "'{0}' cannot have the weights of '{1}': {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Two networks share their weights when every layer has as many of them at either size of the input.",
        HelpLink(DiagnosticIds.WeightsDoNotFit),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor NotOptimised = new(
        DiagnosticIds.NotOptimised,
        "The network is compiled without optimisation",
        "'{0}' is compiled without optimisation and will run about 15 times slower; build with -c Release or set the property Optimize to true",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A Debug build switches the JIT's optimisations off for the whole assembly, generated code included.",
        HelpLink(DiagnosticIds.NotOptimised));

    public static readonly DiagnosticDescriptor LanguageTooOld = new(
        DiagnosticIds.LanguageTooOld,
        "The C# version is too old for generated code",
        "'{0}' is compiled as C# {1}, and its network is generated in C# 12; remove LangVersion from the project or raise it",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A project whose framework can run generated networks uses a newer C# by itself, unless LangVersion says otherwise.",
        HelpLink(DiagnosticIds.LanguageTooOld),
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotPartial,
        LayersOnSeveralParts,
        NoLayers,
        BadNetworkShape,
        BadArgument,
        TooLarge,
        DuplicateName,
        UnsuitableClass,
        NoNetwork,
        WindowDoesNotFit,
        WindowTooLarge,
        BadStep,
        BadPadding,
        BadGroups,
        AssertionFails,
        EmptyOutput,
        ShapesDiffer,
        SpatialShapesDiffer,
        UnknownName,
        UnusedName,
        BlockContainsItself,
        BadSizeExpression,
        BranchNotJoined,
        WrongInput,
        UnusedValue,
        NameAmongBranches,
        UnusedParameter,
        PaddingOnly,
        WindowInPadding,
        BadBorder,
        WrongCount,
        TooLargeToUnroll,
        WeightsDoNotFit,
        NotOptimised,
        LanguageTooOld,
    ];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById =
        All.ToImmutableDictionary(static descriptor => descriptor.Id);

    public static DiagnosticDescriptor Of(string id) => ById[id];

    /// <summary>What a finding says, and if it is inside a block, of which use.</summary>
    public static string MessageOf(Finding finding)
    {
        string format = Of(finding.Id).MessageFormat.ToString(CultureInfo.InvariantCulture);
        string message = string.Format(CultureInfo.InvariantCulture, format, [.. finding.Arguments]);
        return finding.Within.Length == 0 ? message : $"{finding.Within} > {message}";
    }

    /// <summary>The rule of a finding with the message that it has there.</summary>
    public static DiagnosticDescriptor For(Finding finding)
    {
        DiagnosticDescriptor rule = Of(finding.Id);
        if (finding.Within.Length == 0)
        {
            return rule;
        }

        string within = finding.Within.Replace("{", "{{").Replace("}", "}}");
        string format = rule.MessageFormat.ToString(CultureInfo.InvariantCulture);
        return new DiagnosticDescriptor(
            rule.Id, rule.Title, $"{within} > {format}", rule.Category, rule.DefaultSeverity, rule.IsEnabledByDefault, rule.Description, rule.HelpLinkUri, [.. rule.CustomTags]);
    }

    public static bool IsError(Finding finding) => Of(finding.Id).DefaultSeverity == DiagnosticSeverity.Error;

    /// <summary>The page's path in the repository.</summary>
    private static string HelpLink(string id) => $"generator/docs/{id}.md";
}
