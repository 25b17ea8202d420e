using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>A place in one of the memories that an emitted program works on, so many floats from its beginning.</summary>
internal readonly record struct Reference(string Memory, int Offset)
{
    public override string ToString() => Offset == 0 ? Memory : $"Unsafe.Add(ref {Memory}, {Offset})";
}

/// <summary>The variables of one call of a kernel's method, as far as they are known while the code is written.</summary>
internal sealed class Frame
{
    public Dictionary<string, int> Numbers { get; } = [];

    public Dictionary<string, Reference> References { get; } = [];

    public Dictionary<string, int[]> Lists { get; } = [];

    public Dictionary<string, Value> Values { get; } = [];

    /// <summary>Forgets a name that is declared anew in another block.</summary>
    public void Forget(string name)
    {
        Numbers.Remove(name);
        References.Remove(name);
        Lists.Remove(name);
        Values.Remove(name);
    }

    /// <summary>
    /// Whether a variable of the type is a whole number, which is known. The wider types are there for networks much larger than those that are
    /// unrolled, whose numbers are ints.
    /// </summary>
    public static bool IsWhole(TypeSyntax type) => type switch
    {
        PredefinedTypeSyntax predefined => predefined.Keyword.IsKind(SyntaxKind.IntKeyword) || predefined.Keyword.IsKind(SyntaxKind.LongKeyword),
        IdentifierNameSyntax name => name.Identifier.ValueText == "nint",
        _ => false,
    };

    /// <summary>The whole number that an expression has to be.</summary>
    public int Compute(ExpressionSyntax expression) => Number(expression) ?? throw new UnrollException(expression);

    /// <summary>Whether a condition holds that has to be known.</summary>
    public bool Decide(ExpressionSyntax condition) => Truth(condition) ?? throw new UnrollException(condition);

    /// <summary>The place that an expression has to name.</summary>
    public Reference Locate(ExpressionSyntax expression) => Place(expression) ?? throw new UnrollException(expression);

    /// <summary>The whole number that an expression is, or null where it is none that is known.</summary>
    public int? Number(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: int value } => value,
        IdentifierNameSyntax name => Numbers.TryGetValue(name.Identifier.ValueText, out int value) ? value : null,
        ParenthesizedExpressionSyntax parenthesized => Number(parenthesized.Expression),
        PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryMinusExpression) => -Number(unary.Operand),
        CastExpressionSyntax cast when IsWhole(cast.Type) => Number(cast.Expression),
        ConditionalExpressionSyntax choice => Truth(choice.Condition) is { } truth ? Number(truth ? choice.WhenTrue : choice.WhenFalse) : null,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Math" }, Name.Identifier.ValueText: var name },
        } call => Call(name, call.ArgumentList.Arguments),
        ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax name, ArgumentList.Arguments: { Count: 1 } index } =>
            Lists.TryGetValue(name.Identifier.ValueText, out int[] list) && Number(index[0].Expression) is { } at ? list[at] : null,
        BinaryExpressionSyntax binary => Number(binary.Left) is { } left && Number(binary.Right) is { } right ? Binary(binary.Kind(), left, right) : null,
        _ => null,
    };

    /// <summary>Whether a condition holds, or null where that is not known.</summary>
    public bool? Truth(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax { Token.Value: bool value }:
                return value;
            case ParenthesizedExpressionSyntax parenthesized:
                return Truth(parenthesized.Expression);
            case PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.LogicalNotExpression):
                return !Truth(unary.Operand);
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.LogicalAndExpression):
                return Truth(binary.Left) is { } first && (!first || Truth(binary.Right) is not null) ? first && Truth(binary.Right)!.Value : null;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.LogicalOrExpression):
                return Truth(binary.Left) is { } one && (one || Truth(binary.Right) is not null) ? one || Truth(binary.Right)!.Value : null;
            case BinaryExpressionSyntax binary when Compared(binary.Left) is { } left && Compared(binary.Right) is { } right:
                return binary.Kind() switch
                {
                    SyntaxKind.LessThanExpression => left < right,
                    SyntaxKind.LessThanOrEqualExpression => left <= right,
                    SyntaxKind.GreaterThanExpression => left > right,
                    SyntaxKind.GreaterThanOrEqualExpression => left >= right,
                    SyntaxKind.EqualsExpression => left == right,
                    SyntaxKind.NotEqualsExpression => left != right,
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>One side of a comparison, where <c>(uint)</c> puts negative numbers above all others.</summary>
    private long? Compared(ExpressionSyntax expression) =>
        expression is CastExpressionSyntax { Type: PredefinedTypeSyntax { Keyword.ValueText: "uint" } } cast
            ? Number(cast.Expression) is { } value ? unchecked((uint)value) : null
            : Number(expression);

    /// <summary>The place that an expression names, or null.</summary>
    public Reference? Place(ExpressionSyntax expression) => expression switch
    {
        RefExpressionSyntax reference => Place(reference.Expression),
        ParenthesizedExpressionSyntax parenthesized => Place(parenthesized.Expression),
        IdentifierNameSyntax name => References.TryGetValue(name.Identifier.ValueText, out Reference place) ? place : null,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.ValueText: "Unsafe" }, Name.Identifier.ValueText: "Add",
            },
            ArgumentList.Arguments: { Count: 2 } arguments,
        } => Place(arguments[0].Expression) is { } origin && Number(arguments[1].Expression) is { } distance
            ? origin with { Offset = checked(origin.Offset + distance) }
            : null,
        _ => null,
    };

    private int? Call(string name, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        if (arguments.Count != 2 || Number(arguments[0].Expression) is not { } first || Number(arguments[1].Expression) is not { } second)
        {
            return null;
        }

        return name switch
        {
            "Min" => Math.Min(first, second),
            "Max" => Math.Max(first, second),
            _ => null,
        };
    }

    private static int? Binary(SyntaxKind kind, int left, int right) => kind switch
    {
        SyntaxKind.AddExpression => checked(left + right),
        SyntaxKind.SubtractExpression => checked(left - right),
        SyntaxKind.MultiplyExpression => checked(left * right),
        SyntaxKind.DivideExpression => left / right,
        SyntaxKind.ModuloExpression => left % right,
        SyntaxKind.LeftShiftExpression => left << right,
        SyntaxKind.RightShiftExpression => left >> right,
        SyntaxKind.BitwiseAndExpression => left & right,
        _ => null,
    };
}
