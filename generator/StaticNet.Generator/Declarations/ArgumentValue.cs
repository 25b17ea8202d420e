using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// A constant that an attribute was given, or that a block's parameter stands for. It lives while a declaration is read and never gets
/// into one.
/// </summary>
internal sealed class ArgumentValue
{
    private readonly Func<string> type;
    private readonly Func<string> text;

    private ArgumentValue(TypedConstantKind kind, object? value, ImmutableArray<ArgumentValue> items, Func<string> type, Func<string> text)
    {
        Kind = kind;
        Value = value;
        Items = items;
        this.type = type;
        this.text = text;
    }

    public TypedConstantKind Kind { get; }

    /// <summary>The number, text, flag, or an enum's number; null for a list and for null itself.</summary>
    public object? Value { get; }

    /// <summary>The entries of a list.</summary>
    public ImmutableArray<ArgumentValue> Items { get; }

    /// <summary>The type as C# writes it: "int", "StaticNet.Fit".</summary>
    public string Type => type();

    /// <summary>The value as C# writes it.</summary>
    public string Text => text();

    public bool IsList => Kind == TypedConstantKind.Array;

    public bool IsNull => Value is null && !IsList;

    /// <summary>An int that is no enum's.</summary>
    public int? Int => Kind == TypedConstantKind.Primitive && Value is int value ? value : null;

    /// <summary>A text, which may be an expression over a block's parameters.</summary>
    public string? Expression => Kind == TypedConstantKind.Primitive ? Value as string : null;

    /// <summary>What it is, as a message says it: "the string "ten"", "a list".</summary>
    public string Description =>
        IsNull ? "null"
        : IsList ? "a list"
        : Kind == TypedConstantKind.Type ? "a type"
        : $"the {Type} {Text}";

    public static ArgumentValue Of(int value) =>
        new(TypedConstantKind.Primitive, value, [], static () => "int", () => value.ToString(CultureInfo.InvariantCulture));

    public static ArgumentValue Of(TypedConstant constant)
    {
        string Type() => constant.Type?.ToDisplayString() ?? "value";
        if (constant is { Kind: TypedConstantKind.Array, IsNull: false })
        {
            return List([.. constant.Values.Select(Of)], Type);
        }

        return new ArgumentValue(
            constant.Kind == TypedConstantKind.Array ? TypedConstantKind.Primitive : constant.Kind,
            constant.IsNull ? null : constant.Value,
            [],
            Type,
            () => constant.IsNull ? "null" : constant.ToCSharpString());
    }

    /// <summary>What a parameter is when it is left out.</summary>
    public static ArgumentValue DefaultOf(IParameterSymbol parameter)
    {
        object? value = parameter.ExplicitDefaultValue;
        TypedConstantKind kind = parameter.Type.TypeKind == TypeKind.Enum ? TypedConstantKind.Enum : TypedConstantKind.Primitive;
        return new ArgumentValue(
            kind,
            value,
            [],
            () => parameter.Type.ToDisplayString(),
            () => value is null ? "null"
                : EnumMember(parameter.Type, value) ?? SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false));
    }

    public static ArgumentValue List(ImmutableArray<ArgumentValue> items, Func<string> type) =>
        new(TypedConstantKind.Array, null, items, type, () => $"[{string.Join(", ", items.Select(static item => item.Text))}]");

    /// <summary>The same list with other entries.</summary>
    public ArgumentValue With(ImmutableArray<ArgumentValue> items) => List(items, type);

    private static string? EnumMember(ITypeSymbol type, object value) => type.TypeKind == TypeKind.Enum
        ? type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, value))?.ToDisplayString()
        : null;
}
