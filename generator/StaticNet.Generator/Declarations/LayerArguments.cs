using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The arguments of one layer attribute, by the name of the constructor parameter or property. Sizes are typed
/// <c>object</c> in the attributes, so what is no <c>int</c> is rejected here. Every rejection is a finding on that
/// argument, and the value returned in its place is a harmless one, so that reading goes on and finds what else is
/// wrong.
/// </summary>
/// <param name="attribute">The attribute.</param>
/// <param name="layerName">The layer as the user writes it.</param>
/// <param name="rank">Spatial axes of the network's input.</param>
/// <param name="parameters">Those of the block that the attribute stands in; null on a network.</param>
/// <param name="findings">What is rejected.</param>
internal sealed class LayerArguments(
    AttributeData attribute, string layerName, int rank, BlockParameters? parameters, FindingList findings)
{
    /// <summary>The layer as the user writes it: "Conv".</summary>
    public string LayerName => layerName;

    /// <summary>Spatial axes of the network's input.</summary>
    public int Rank => rank;

    public bool IsWritten(string name) => Written(name) is not null;

    /// <summary>One whole number of at least <paramref name="least"/>.</summary>
    public int Size(string name, int least, int fallback)
    {
        if (Find(name) is not { } constant)
        {
            return fallback;
        }

        if (constant.Int is not { } value)
        {
            RejectType(name, constant);
            return least;
        }

        if (value < least)
        {
            Reject(name, $"{name} must be at least {least}, not {value}");
            return least;
        }

        return value;
    }

    /// <summary>
    /// One entry per spatial axis, written as one number for all or as <c>new[] { h, w }</c>. Entries below
    /// <paramref name="least"/> are rejected; what depends on the shape as well (strides, paddings) is left to the shape
    /// rule, which can say what works.
    /// </summary>
    public EquatableArray<int> PerAxis(string name, EquatableArray<int> fallback, int least = int.MinValue)
    {
        int[]? values = List(name);
        if (values is null)
        {
            return fallback;
        }

        if (values.Length != 1 && values.Length != rank)
        {
            Reject(name, $"{name} takes one number or {AxisList}, not {Count(values.Length)}");
            return fallback;
        }

        int low = Array.FindIndex(values, value => value < least);
        if (low < 0)
        {
            return Spread(values);
        }

        int element = values.Length == 1 ? -1 : low;
        findings.Report(
            DiagnosticIds.BadArgument,
            [new ArgumentReference(name, element)],
            [layerName, $"{Label(name, element)} must be at least {least}, not {values[low]}"]);
        return fallback;
    }

    /// <summary>
    /// Padding before and after every axis; also written with all sides, <c>new[] { top, left, bottom, right }</c>, or as
    /// <c>Pad.Same</c>, which is <see cref="Window.Same"/> on every side.
    /// </summary>
    public (EquatableArray<int> Before, EquatableArray<int> After) Padding(string name)
    {
        if (Find(name) is { Kind: TypedConstantKind.Enum, Value: 0, Type: WellKnownNames.Pad })
        {
            return (Spread([Window.Same]), Spread([Window.Same]));
        }

        int[]? values = List(name);
        if (values is null)
        {
            return (Spread([0]), Spread([0]));
        }

        if (values.Length == 2 * rank)
        {
            return ([.. values.Take(rank)], [.. values.Skip(rank)]);
        }

        if (values.Length == 1 || values.Length == rank)
        {
            return (Spread(values), Spread(values));
        }

        string sides = rank == 2 ? "{ top, left, bottom, right }" : $"{2 * rank} sides";
        Reject(name, $"{name} takes one number, {AxisList} or {sides}, not {Count(values.Length)}");
        return (Spread([0]), Spread([0]));
    }

    /// <summary>The window's size: <c>kernel</c>, or <c>kernelHeight</c> and <c>kernelWidth</c>.</summary>
    public EquatableArray<int> Kernel()
    {
        if (!IsWritten("kernelHeight"))
        {
            return PerAxis("kernel", Spread([1]), least: 1);
        }

        int height = Size("kernelHeight", 1, 1);
        int width = Size("kernelWidth", 1, 1);
        if (rank != 2)
        {
            Reject("kernelHeight", $"a kernel height and width are for networks of two spatial axes, this one has {rank}");
        }

        return rank == 2 ? [height, width] : Spread([1]);
    }

    /// <summary>True or false, or in a block the <c>nameof</c> of a parameter that is.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Option(name) is not { } constant)
        {
            return fallback;
        }

        if (constant.Value is bool value)
        {
            return value;
        }

        RejectOption(name, "true or false", "bool", constant.Description);
        return fallback;
    }

    /// <summary>
    /// A number that <paramref name="accept"/> holds for; <paramref name="range"/> says which those are.
    /// </summary>
    public float Real(string name, double fallback, Func<float, bool> accept, string range)
    {
        double value = Find(name)?.Value switch { double written => written, int whole => whole, _ => fallback };
        float single = (float)value;
        if (accept(single))
        {
            return single;
        }

        Reject(name, $"{name} must be {range}, not {value.ToString("R", CultureInfo.InvariantCulture)}");
        return (float)fallback;
    }

    /// <summary>A number for every channel, written as a list of them or of one for all.</summary>
    public EquatableArray<float> PerChannel(string name, int channels, float fallback, Func<float, bool> accept, string range)
    {
        EquatableArray<float> fallbacks = [.. Enumerable.Repeat(fallback, channels)];
        if (Find(name) is not { } list)
        {
            return fallbacks;
        }

        float[] values = [.. list.Items.Select(static item => item.Value is float value ? value : float.NaN)];
        if (values.Length != 1 && values.Length != channels)
        {
            Reject(name, $"{name} takes one number, or one for each of the {channels} channels, not {Count(values.Length)}");
            return fallbacks;
        }

        int wrong = Array.FindIndex(values, value => !accept(value));
        if (wrong < 0)
        {
            return values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)] : [.. values];
        }

        findings.Report(
            DiagnosticIds.BadArgument,
            [new ArgumentReference(name, wrong)],
            [layerName, $"{Label(name, wrong)} must be {range}, not {values[wrong].ToString("R", CultureInfo.InvariantCulture)}"]);
        return fallbacks;
    }

    /// <summary>What a normalisation adds to the variance: as the float that is emitted, positive and finite.</summary>
    public float Epsilon(double fallback) => Real(
        "Epsilon", fallback, static value => value > 0 && !float.IsInfinity(value), "a positive number, also as a float");

    /// <summary>The entries of a <c>params object[]</c>, as they are written.</summary>
    public ImmutableArray<ArgumentValue> Values(string name) => Written(name)?.Items ?? [];

    /// <summary>
    /// One of an enum's members, which have the same names and values in the runtime's enum, or in a block the <c>nameof</c> of a parameter
    /// that is; the first where none is written.
    /// </summary>
    public TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Option(name) is not { } constant)
        {
            return default;
        }

        string type = typeof(TEnum).Name;
        bool isChoice = constant.Kind == TypedConstantKind.Enum && constant.Type == $"{WellKnownNames.Namespace}.{type}";
        if (isChoice && constant.Value is int value && Enum.IsDefined(typeof(TEnum), value))
        {
            return (TEnum)Enum.ToObject(typeof(TEnum), value);
        }

        string[] members = [.. Enum.GetNames(typeof(TEnum)).Select(member => $"{type}.{member}")];
        RejectOption(name, $"{string.Join(", ", members.Take(members.Length - 1))} or {members[members.Length - 1]}", type, isChoice ? $"{constant.Value}" : constant.Description);
        return default;
    }

    /// <summary>The numbers of a <c>params int[]</c>.</summary>
    public ImmutableArray<int> Numbers(string name) =>
        Written(name) is { IsList: true } list
            ? [.. list.Items.Select(static value => value.Int ?? 0)]
            : [];

    /// <summary>A name to look up; empty where it is rejected.</summary>
    public string Text(string name)
    {
        if (Written(name) is { Value: string { Length: > 0 } value })
        {
            return value;
        }

        Reject(name, $"{name} must be a name that As gives a value");
        return string.Empty;
    }

    /// <summary>The names of a <c>params string[]</c>.</summary>
    public EquatableArray<string> Texts(string name)
    {
        if (Written(name) is not { IsList: true } list)
        {
            return [];
        }

        string?[] values = [.. list.Items.Select(static value => value.Value as string)];
        int wrong = Array.FindIndex(values, string.IsNullOrEmpty);
        if (wrong >= 0)
        {
            findings.Report(
                DiagnosticIds.BadArgument,
                [new ArgumentReference(name, wrong)],
                [layerName, $"{Label(name, wrong)} must be a name that As gives a value"]);
        }

        return [.. values.Select(static value => value ?? string.Empty)];
    }

    /// <summary>The name given to the layer's output, or null.</summary>
    public string? As()
    {
        const string name = "As";
        if (Written(name) is not { Value: string value })
        {
            return null;
        }

        // The name becomes a part of generated members ("StemWeight") and of tensor names in files ("stem.weight").
        if (SyntaxFacts.IsValidIdentifier(value) && value.All(static c => c < 128) && char.IsLetter(value[0]))
        {
            return value;
        }

        string written = SymbolDisplay.FormatLiteral(value, quote: true);
        Reject(name, $"As must be a name of letters, digits and underscores that begins with a letter, not {written}");
        return null;
    }

    public void Reject(string name, string what) =>
        findings.Report(DiagnosticIds.BadArgument, [name], [layerName, what]);

    private string AxisList => rank switch
    {
        1 => "{ length }",
        2 => "{ height, width }",
        _ => "{ depth, height, width }",
    };

    private static string Count(int entries) => entries == 1 ? "1 entry" : $"{entries} entries";

    private EquatableArray<int> Spread(int[] values) =>
        values.Length == 1 ? [.. Enumerable.Repeat(values[0], rank)] : [.. values];

    private static string Label(string name, int element) => element < 0 ? name : $"{name}[{element}]";

    /// <summary>
    /// The numbers of an argument that is an int or a list of them; null when it is absent or rejected.
    /// </summary>
    private int[]? List(string name)
    {
        if (Find(name) is not { } constant)
        {
            return null;
        }

        if (constant.Int is { } single)
        {
            return [single];
        }

        if (!constant.IsList)
        {
            RejectType(name, constant);
            return null;
        }

        int[] values = new int[constant.Items.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (constant.Items[i].Int is not { } value)
            {
                RejectType(name, constant.Items[i], i);
                return null;
            }

            values[i] = value;
        }

        return values;
    }

    private void RejectType(string name, ArgumentValue value, int element = -1)
    {
        findings.Report(
            DiagnosticIds.BadArgument,
            [new ArgumentReference(name, element)],
            [layerName, $"{Label(name, element)} must be an int, not {value.Description}"]);
    }

    private void RejectOption(string name, string choices, string type, string actual)
    {
        string parameter = parameters is null ? string.Empty : $", or the nameof of a {type} parameter of the block";
        Reject(name, $"{name} must be {choices}{parameter}, not {actual}");
    }

    /// <summary>
    /// The value of an argument that is no size: in a block a text stands for the parameter of that name and for nothing else. Null when it
    /// is not written.
    /// </summary>
    private ArgumentValue? Option(string name)
    {
        ArgumentValue? written = Written(name);
        return written?.Expression is { } text && parameters?.Find(text) is { } value ? value : written;
    }

    /// <summary>The value of an argument; null when it is not written, or rejected.</summary>
    private ArgumentValue? Find(string name) => Written(name) is { } value ? Resolve(name, value) : null;

    /// <summary>What an argument means in the block that it stands in; null after rejecting it.</summary>
    public ArgumentValue? Resolve(string name, ArgumentValue value, int element = -1)
    {
        if (parameters is null)
        {
            return value;
        }

        if (value.IsList)
        {
            ArgumentValue?[] items = [.. value.Items.Select((item, i) => Resolve(name, item, i))];
            return items.Contains(null) ? null : value.With([.. items.Select(static item => item!)]);
        }

        ArgumentValue? meant = parameters.Resolve(value, out string error);
        if (meant is null)
        {
            findings.Report(
                DiagnosticIds.BadSizeExpression,
                [new ArgumentReference(name, element)],
                [layerName, Label(name, element), value.Text, error]);
        }

        return meant;
    }

    /// <summary>An argument as it stands in the attribute.</summary>
    private ArgumentValue? Written(string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return ArgumentValue.Of(argument.Value);
            }
        }

        ImmutableArray<IParameterSymbol> constructor = attribute.AttributeConstructor?.Parameters ?? [];
        for (int i = 0; i < constructor.Length && i < attribute.ConstructorArguments.Length; i++)
        {
            if (constructor[i].Name == name)
            {
                return ArgumentValue.Of(attribute.ConstructorArguments[i]);
            }
        }

        return null;
    }
}
