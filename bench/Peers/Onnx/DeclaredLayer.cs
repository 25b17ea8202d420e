using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;

namespace StaticNet.Peers.Onnx;

/// <summary>
/// One layer attribute of a network class, read back from metadata: so the peer's model comes from the same declaration as the code
/// that is compared with it. Arguments are found by the name of the constructor's parameter or of the property.
/// </summary>
internal sealed class DeclaredLayer
{
    private const string Suffix = "Attribute";

    private readonly Dictionary<string, object?> arguments = new(StringComparer.OrdinalIgnoreCase);

    private DeclaredLayer(CustomAttributeData data)
    {
        Kind = data.AttributeType.Name[..^Suffix.Length];
        System.Reflection.ParameterInfo[] parameters = data.Constructor.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            arguments[parameters[i].Name!] = Value(data.ConstructorArguments[i]);
        }

        foreach (CustomAttributeNamedArgument argument in data.NamedArguments)
        {
            arguments[argument.MemberName] = Value(argument.TypedValue);
        }
    }

    /// <summary>The attribute's name as it is written: Conv, MaxPool, ...</summary>
    public string Kind { get; }

    /// <summary>The layers of <paramref name="network"/> in the order of writing, which metadata keeps.</summary>
    public static IReadOnlyList<DeclaredLayer> Of(Type network) =>
        [.. network.GetCustomAttributesData()
            .Where(data => typeof(LayerAttribute).IsAssignableFrom(data.AttributeType))
            .Select(data => new DeclaredLayer(data))];

    /// <summary>A size or a count; <paramref name="otherwise"/> where the declaration leaves it out.</summary>
    public int Int(string name, int otherwise) =>
        Find(name) is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A factor or a rate.</summary>
    public double Double(string name, double otherwise) =>
        Find(name) is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A switch.</summary>
    public bool Bool(string name, bool otherwise) => Find(name) is bool value ? value : otherwise;

    /// <summary>A setting with one value for both axes, or { vertical, horizontal }.</summary>
    public int[] Axes(string name, int[] otherwise) => Find(name) switch
    {
        null => otherwise,
        int[] { Length: 2 } both => both,
        int one => [one, one],
        var other => throw new NotSupportedException($"{Kind}: {name} = {other} is not written as ONNX."),
    };

    /// <summary>The kernel's height and width, given as one number, as two, or as { height, width }.</summary>
    public int[] Kernel() => Find("kernelHeight") is int height ? [height, Int("kernelWidth", height)] : Axes("kernel", []);

    /// <summary>The padding as { top, left, bottom, right }.</summary>
    public int[] Padding() => Find("Padding") switch
    {
        int[] { Length: 4 } sides => sides,
        int[] { Length: 2 } axes => [axes[0], axes[1], axes[0], axes[1]],
        int one => [one, one, one, one],
        _ => [0, 0, 0, 0],
    };

    private static object? Value(CustomAttributeTypedArgument argument) =>
        argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> elements
            ? elements.Select(element => (int)element.Value!).ToArray()
            : argument.Value;

    private object? Find(string name) => arguments.GetValueOrDefault(name);
}
