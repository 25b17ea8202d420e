namespace StaticNet.Generator.Diagnostics;

/// <summary>The ids: SN00xx the declaration, SN01xx its shapes, SN02xx its weights, SN09xx the build's settings.</summary>
internal static class DiagnosticIds
{
    public const string NotPartial = "SN0001";
    public const string LayersOnSeveralParts = "SN0002";
    public const string NoLayers = "SN0003";
    public const string BadNetworkShape = "SN0004";
    public const string BadArgument = "SN0005";
    public const string TooLarge = "SN0006";
    public const string UnsuitableClass = "SN0009";
    public const string NoNetwork = "SN0010";

    public const string WindowDoesNotFit = "SN0101";
    public const string WindowTooLarge = "SN0102";
    public const string BadStep = "SN0103";
    public const string BadPadding = "SN0104";
    public const string BadGroups = "SN0105";
    public const string AssertionFails = "SN0106";
    public const string EmptyOutput = "SN0107";
    public const string ShapesDiffer = "SN0108";
    public const string SpatialShapesDiffer = "SN0109";
    public const string UnknownName = "SN0110";
    public const string DuplicateName = "SN0111";
    public const string UnusedName = "SN0112";
    public const string BlockContainsItself = "SN0113";
    public const string BadSizeExpression = "SN0114";
    public const string BranchNotJoined = "SN0115";
    public const string WrongInput = "SN0116";
    public const string UnusedValue = "SN0117";
    public const string NameAmongBranches = "SN0118";
    public const string UnusedParameter = "SN0119";
    public const string PaddingOnly = "SN0120";
    public const string WindowInPadding = "SN0121";
    public const string BadBorder = "SN0122";
    public const string WrongCount = "SN0123";
    public const string TooLargeToUnroll = "SN0124";

    public const string WeightsDoNotFit = "SN0201";

    public const string NotOptimised = "SN0901";
    public const string LanguageTooOld = "SN0902";
}
