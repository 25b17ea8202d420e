using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StaticNet.Conformance.Tests.Reference;

/// <summary>
/// One layer of a chain as written: <c>Conv(6, 5, Padding = 2)</c>. Read from the syntax alone, with nothing of the generator, so
/// that the reference and the generated code share the text of a network and no more.
/// </summary>
internal sealed class LayerText
{
    private readonly IReadOnlyList<ExpressionSyntax> positional;
    private readonly IReadOnlyDictionary<string, ExpressionSyntax> named;

    private LayerText(AttributeSyntax attribute)
    {
        Kind = attribute.Name.ToString();
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        positional = [.. arguments.Where(static argument => argument.NameEquals is null).Select(static argument => argument.Expression)];
        named = arguments.Where(static argument => argument.NameEquals is not null)
            .ToDictionary(static argument => argument.NameEquals!.Name.Identifier.Text, static argument => argument.Expression);
    }

    public string Kind { get; }

    public int PositionalCount => positional.Count;

    /// <summary>The layers of "Conv(6, 5), Relu, MaxPool(2)".</summary>
    public static IEnumerable<LayerText> Parse(string chain)
    {
        CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit($"[{chain}] class Network;");
        if (unit.ContainsDiagnostics)
        {
            throw new ArgumentException($"'{chain}' is not a list of attributes: {unit.GetDiagnostics().First()}");
        }

        return unit.DescendantNodes().OfType<AttributeSyntax>().Select(static attribute => new LayerText(attribute));
    }

    /// <summary>A name in quotes.</summary>
    public string Word(int position) => ((LiteralExpressionSyntax)positional[position]).Token.ValueText;

    public int Integer(int position) => Integer(positional[position]);

    public int Integer(string name, int otherwise) => named.TryGetValue(name, out var value) ? Integer(value) : otherwise;

    public double Real(int position, double otherwise) => position < positional.Count
        ? double.Parse(positional[position].ToString(), CultureInfo.InvariantCulture)
        : otherwise;

    public double Real(string name, double otherwise) => named.TryGetValue(name, out var value)
        ? double.Parse(value.ToString(), CultureInfo.InvariantCulture)
        : otherwise;

    public bool Flag(string name, bool otherwise) => named.TryGetValue(name, out var value) ? bool.Parse(value.ToString()) : otherwise;

    /// <summary>The As of the layer, or null.</summary>
    public string? Alias => named.TryGetValue("As", out var value) ? ((LiteralExpressionSyntax)value).Token.ValueText : null;

    public Remainder Fit => named.TryGetValue("Fit", out var value)
        ? Enum.Parse<Remainder>(((MemberAccessExpressionSyntax)value).Name.Identifier.Text)
        : Remainder.Exact;

    /// <summary>A member of an enum, without the enum's name.</summary>
    public string Member(string name, string otherwise) =>
        named.TryGetValue(name, out var value) ? ((MemberAccessExpressionSyntax)value).Name.Identifier.Text : otherwise;

    /// <summary>The sizes at a name: one number as that number alone, <c>new[] { h, w }</c> as its elements; null if not written.</summary>
    public int[]? Sizes(string name) => named.TryGetValue(name, out var value) ? Sizes(value) : null;

    /// <summary>The size of each of <paramref name="rank"/> axes at a name, or null.</summary>
    public int[]? PerAxis(string name, int rank) => Sizes(name) is { } sizes ? PerAxis(name, sizes, rank) : null;

    /// <summary>The kernel, from its position on: one number for all axes, an array of one for each, or of two axes one number for each.</summary>
    public int[] Kernel(int position, int rank) => PositionalCount > position + 1
        ? PerAxis("kernel", [Integer(position), Integer(position + 1)], rank)
        : PerAxis("kernel", Sizes(positional[position]), rank);

    /// <summary>Padding before and after every axis: one for all, one for each axis, or one for each side.</summary>
    public (int[] Before, int[] After) Padding(int rank) => Sides(Sizes("Padding") ?? [0], rank);

    /// <summary>The same of the argument at a position.</summary>
    public (int[] Before, int[] After) Sides(int position, int rank) => Sides(Sizes(positional[position]), rank);

    /// <summary>One for all axes, or one for each, of the argument at a position.</summary>
    public int[] PerAxis(int position, int rank) => PerAxis($"argument {position}", Sizes(positional[position]), rank);

    /// <summary>The member of an enum at a name, or null.</summary>
    public string? Member(string name) => named.TryGetValue(name, out var value) ? ((MemberAccessExpressionSyntax)value).Name.Identifier.Text : null;

    private (int[] Before, int[] After) Sides(int[] sizes, int rank)
    {
        if (sizes.Length == 2 * rank)
        {
            return (sizes[..rank], sizes[rank..]);
        }

        int[] both = PerAxis("Padding", sizes, rank);
        return (both, both);
    }

    private int[] PerAxis(string name, int[] sizes, int rank) =>
        sizes.Length == rank ? sizes
        : sizes is [int all] ? [.. Enumerable.Repeat(all, rank)]
        : throw new ArgumentException($"{Kind}: {name} has neither one nor {rank} sizes.");

    private static int[] Sizes(ExpressionSyntax value) => value is ImplicitArrayCreationExpressionSyntax array
        ? [.. array.Initializer.Expressions.Select(Integer)]
        : [Integer(value)];

    private static int Integer(ExpressionSyntax expression) => int.Parse(expression.ToString(), CultureInfo.InvariantCulture);
}
