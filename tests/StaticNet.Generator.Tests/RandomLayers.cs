using System.Reflection;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Random layers of every kind that the runtime has an attribute for, with every constructor and every option. They are found by
/// reflection: a new layer is drawn by itself, and a new option asks here for values that make sense.
/// </summary>
internal sealed class RandomLayers(RandomChoice choose)
{
    private static readonly Dictionary<string, Type> Attributes = typeof(LayerAttribute).Assembly.GetExportedTypes()
        .Where(static type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)
        .ToDictionary(static type => type.Name[..^"Attribute".Length]);

    /// <summary>What takes a vector as well as a map.</summary>
    private static readonly string[] OfVectors =
    [
        "Dense", "BatchNorm", "Dropout", "Softmax", "LogSoftmax", "LayerNorm", "Flatten", "Relu", "LeakyRelu", "PRelu", "Relu6", "Elu", "Selu", "Gelu", "Softplus", "Tanh",
        "Sigmoid", "HardSigmoid", "Swish", "HardSwish",
    ];

    /// <summary>What makes a vector of a map, or asks for a place that has to be sought.</summary>
    private static readonly string[] Others = ["Dense", "Flatten", "GlobalAvgPool", "GlobalMaxPool", "Shape", "Reshape", "Add", "Concat", "Multiply"];

    private static readonly string[] OfMaps = [.. Attributes.Keys.Except(Others).Order(StringComparer.Ordinal)];

    private static readonly string[] OfEveryShape = [.. OfMaps.Intersect(OfVectors)];

    /// <summary>The kinds, by the names of their attributes.</summary>
    public static IEnumerable<string> Kinds => Attributes.Keys;

    /// <summary>Every option of every kind: "Conv.Stride".</summary>
    public static IEnumerable<string> Options => Attributes.SelectMany(static pair => OptionsOf(pair.Value).Select(option => $"{pair.Key}.{option.Name}"));

    /// <summary>The options written so far.</summary>
    public HashSet<string> Drawn { get; } = [];

    /// <summary>Taps so far apart that a window steps over a whole map into the padding on both sides, which no independent draws come to.</summary>
    private const string SteppingOver = "MaxPool(2, Stride = 1, Padding = 8, Dilation = 20)";

    /// <summary>A layer on a map.</summary>
    public string OnMap() => choose.OneIn(500) ? SteppingOver : Of(choose.Wild() ? choose.Pick([.. Attributes.Keys]) : choose.Pick(OfMaps));

    /// <summary>A layer on a vector.</summary>
    public string OnVector() => Of(choose.Wild() ? choose.Pick([.. Attributes.Keys]) : choose.Pick(OfVectors));

    /// <summary>A layer that goes with any value and keeps its shape.</summary>
    public string OnAnything() => Of(choose.Pick(OfEveryShape));

    /// <summary>A layer of one kind.</summary>
    public string Of(string kind)
    {
        Type type = Attributes[kind];
        ConstructorInfo[] constructors = type.GetConstructors();
        ConstructorInfo constructor = constructors[choose.Next(0, constructors.Length)];
        if (constructor.GetParameters() is [.., { Name: "kernelWidth" }] && choose.Rank != 2 && !choose.Wild())
        {
            constructor = Array.Find(constructors, static other => other.GetParameters()[^1].Name == "kernel")!;
        }

        IEnumerable<string> arguments = constructor.GetParameters()
            .TakeWhile(parameter => !parameter.HasDefaultValue || choose.OneIn(2))
            .Select(parameter => Argument(kind, parameter.Name!));
        return $"{kind}({string.Join(", ", arguments.Concat(Written(kind, type)))})";
    }

    private IEnumerable<string> Written(string kind, Type type)
    {
        foreach (PropertyInfo option in OptionsOf(type).Where(_ => choose.OneIn(4)))
        {
            Drawn.Add($"{kind}.{option.Name}");
            yield return $"{option.Name} = {Option(kind, option.Name)}";
        }
    }

    private static IEnumerable<PropertyInfo> OptionsOf(Type type) => type.GetProperties().Where(static property => property.SetMethod is { IsPublic: true });

    private string Argument(string kind, string name) => (kind, name) switch
    {
        (_, "filters") => choose.Channels(),
        (_, "kernel") => choose.PerAxis("1", "2", "3", "3"),
        (_, "kernelHeight" or "kernelWidth") => choose.Size("1", "2", "3"),
        (_, "units") => choose.Size("5", "12"),
        (_, "rate") => choose.Real("0.25", "0", "0.5"),
        (_, "slope" or "initial") => choose.Real("0.1", "0.2", "0"),
        (_, "alpha") => choose.Real("1", "0.5"),
        (_, "size") => choose.Size("3", "5", "1", "2"),
        (_, "groups") => choose.Size("1", "2"),
        ("PixelShuffle", "scale") => choose.Size("1", "2"),
        (_, "scale") => choose.PerAxis("1", "2"),
        (_, "padding" or "border") => choose.Sides("0", "1"),
        (_, "shape") => choose.Shape("4", "3", "2"),
        (_, "names") => choose.Name("\"a\"", "\"b\""),
        _ => throw new InvalidOperationException($"Nothing is known of the argument {name} of {kind}: give it values here."),
    };

    private string Option(string kind, string name) => (kind, name) switch
    {
        (_, "As") => choose.Name($"\"v{choose.Next(0, 1000)}\""),
        ("ConvTranspose", "Padding") => choose.Sides("0", "1"),
        (_, "Padding") => choose.OneIn(3) ? "Pad.Same" : choose.Sides("0", "1", "1"),
        (_, "OutputPadding") => choose.PerAxis("0", "1"),
        (_, "Stride" or "Dilation") => choose.PerAxis("1", "2"),
        (_, "Groups") => choose.Size("1", "2", "4"),
        (_, "Fit") => choose.Member(typeof(Fit), "Crop", "Crop", "Pad", "Exact"),
        ("Upsample", "Mode") => choose.Member(typeof(UpsampleMode), "Nearest", "Bilinear"),
        ("Pad", "Mode") => choose.Member(typeof(PadMode), "Constant", "Reflect", "Replicate"),
        (_, "Value" or "K") => choose.Real("1", "2.5"),
        (_, "Epsilon") => choose.Real("1e-5", "0.001"),
        (_, "Momentum" or "Beta") => choose.Real("0.1", "0.75"),
        (_, "Alpha") => choose.Real("1e-4", "0.01"),
        (_, "Bias" or "CountPadding" or "Affine" or "AverageSquares" or "AlignCorners" or "Tanh" or "Shared") => choose.Flag(),
        _ => throw new InvalidOperationException($"Nothing is known of the option {name} of {kind}: give it values here."),
    };
}
