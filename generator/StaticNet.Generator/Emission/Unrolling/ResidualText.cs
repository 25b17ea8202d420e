using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>Writes expressions with all that is known put in: numbers for integers, places in memory for references.</summary>
/// <param name="instructions">Where the statements go.</param>
/// <param name="isKernel">Whether a name is that of an emitted method, of which a call inside an expression is none that is left.</param>
internal sealed class ResidualText(InstructionList instructions, Predicate<string> isKernel)
{
    private readonly StringBuilder text = new();
    private readonly List<Value> reads = [];
    private int multiplyAdds;

    /// <summary>The text of names and literals, which a loop comes back to again and again.</summary>
    private readonly Dictionary<SyntaxNode, string> written = [];

    /// <summary>Adds a statement that gives no local a value.</summary>
    public void Statement(ExpressionSyntax expression, Frame frame)
    {
        Write(expression, frame);
        Complete();
    }

    /// <summary>Adds an assignment to something that is no local.</summary>
    public void Statement(ExpressionSyntax left, SyntaxToken operation, ExpressionSyntax right, Frame frame)
    {
        Write(left, operation, right, frame);
        Complete();
    }

    /// <summary>Begins an assignment to a local; <see cref="Complete"/> adds it.</summary>
    public void Assignment(Value value, string operation, ExpressionSyntax expression, Frame frame)
    {
        text.Append(value.Name).Append(' ').Append(operation).Append(' ');
        Write(expression, frame);
    }

    /// <summary>Whether what was written since the last statement reads a value.</summary>
    public bool Reads(Value value) => reads.Contains(value);

    /// <summary>Adds what was written as a statement.</summary>
    /// <param name="defines">The value that it begins.</param>
    /// <param name="changes">The value that it goes on with.</param>
    public void Complete(Value? defines = null, Value? changes = null)
    {
        if (changes is not null)
        {
            Read(changes);
        }

        instructions.Add(text.Append(';'), multiplyAdds, defines, reads);
        text.Clear();
        reads.Clear();
        multiplyAdds = 0;
    }

    private void Read(Value value)
    {
        if (!reads.Contains(value))
        {
            reads.Add(value);
        }
    }

    private void Write(ExpressionSyntax expression, Frame frame)
    {
        if (expression is not LiteralExpressionSyntax && frame.Number(expression) is { } number)
        {
            text.Append(number.ToString(CultureInfo.InvariantCulture));
            return;
        }

        if (frame.Place(expression) is { } place)
        {
            text.Append(place.ToString());
            return;
        }

        switch (expression)
        {
            case IdentifierNameSyntax name:
                Write(name, frame);
                break;
            case LiteralExpressionSyntax or GenericNameSyntax or PredefinedTypeSyntax:
                Append(expression);
                break;
            case ParenthesizedExpressionSyntax parenthesized:
                text.Append('(');
                Write(parenthesized.Expression, frame);
                text.Append(')');
                break;
            case MemberAccessExpressionSyntax member:
                Write(member.Expression, frame);
                text.Append('.');
                Append(member.Name);
                multiplyAdds += member.Name.Identifier.ValueText.StartsWith("FusedMultiply", StringComparison.Ordinal) ? 1 : 0;
                break;
            case InvocationExpressionSyntax call:
                Write(call, frame);
                break;
            case AssignmentExpressionSyntax assignment:
                Write(assignment.Left, assignment.OperatorToken, assignment.Right, frame);
                break;
            case BinaryExpressionSyntax binary:
                Write(binary.Left, binary.OperatorToken, binary.Right, frame);
                break;
            case PrefixUnaryExpressionSyntax unary:
                text.Append(unary.OperatorToken.Text);
                Write(unary.Operand, frame);
                break;
            case CastExpressionSyntax cast:
                text.Append('(');
                Append(cast.Type);
                text.Append(')');
                Write(cast.Expression, frame);
                break;
            case ConditionalExpressionSyntax choice:
                Write(frame.Decide(choice.Condition) ? choice.WhenTrue : choice.WhenFalse, frame);
                break;
            default:
                throw new UnrollException(expression);
        }
    }

    private void Append(SyntaxNode node)
    {
        if (!written.TryGetValue(node, out string? known))
        {
            written.Add(node, known = node.ToString());
        }

        text.Append(known);
    }

    private void Write(IdentifierNameSyntax name, Frame frame)
    {
        if (frame.Values.TryGetValue(name.Identifier.ValueText, out Value? value))
        {
            Read(value);
            text.Append(value.Name);
        }
        else
        {
            text.Append(name.Identifier.Text);
        }
    }

    private void Write(InvocationExpressionSyntax call, Frame frame)
    {
        if (call.Expression is IdentifierNameSyntax name && isKernel(name.Identifier.ValueText))
        {
            throw new UnrollException(call);
        }

        Write(call.Expression, frame);
        text.Append('(');
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            ArgumentSyntax argument = call.ArgumentList.Arguments[i];
            text.Append(i == 0 ? "" : ", ").Append(argument.RefKindKeyword.Text).Append(argument.RefKindKeyword.Text.Length == 0 ? "" : " ");
            Write(argument.Expression, frame);
        }

        text.Append(')');
    }

    private void Write(ExpressionSyntax left, SyntaxToken operation, ExpressionSyntax right, Frame frame)
    {
        Write(left, frame);
        text.Append(' ').Append(operation.Text).Append(' ');
        Write(right, frame);
    }
}
