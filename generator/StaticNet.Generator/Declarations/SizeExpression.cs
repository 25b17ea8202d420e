using System.Globalization;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The value of a size that is written as an expression over a block's parameters: whole numbers, parameters, + - * / and
/// parentheses. A division has to be whole.
/// </summary>
internal sealed class SizeExpression
{
    /// <summary>Parentheses within each other; far more than anyone writes, far fewer than would fill the stack.</summary>
    private const int DeepestNesting = 64;

    private readonly string text;
    private readonly Func<string, long?> parameter;
    private int position;
    private int depth;
    private string? error;

    private SizeExpression(string text, Func<string, long?> parameter)
    {
        this.text = text;
        this.parameter = parameter;
    }

    /// <summary>The value, or null with the reason as the end of a sentence that begins with the expression.</summary>
    /// <param name="text">The expression: "4*filters".</param>
    /// <param name="parameter">A parameter's value; null for what is none.</param>
    /// <param name="error">What is wrong.</param>
    public static int? Evaluate(string text, Func<string, long?> parameter, out string error)
    {
        var expression = new SizeExpression(text, parameter);
        long value = expression.Sum();
        expression.SkipSpace();
        expression.Expect(expression.position == text.Length, "an operator");
        if (expression.error is null && value is < int.MinValue or > int.MaxValue)
        {
            expression.error = $"is {value}, which is no int";
        }

        error = expression.error ?? string.Empty;
        return expression.error is null ? (int)value : null;
    }

    /// <summary>The parameters that an expression, or what was meant as one, names.</summary>
    public static IEnumerable<string> Names(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && IsPartOfName(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                yield return text.Substring(start, i - start);
            }
        }
    }

    private long Sum()
    {
        long value = Product();
        while (error is null && Next('+', '-') is { } sign)
        {
            long right = Product();
            value = sign == '+' ? Checked(value, right, static (a, b) => checked(a + b)) : Checked(value, right, static (a, b) => checked(a - b));
        }

        return value;
    }

    private long Product()
    {
        long value = Factor();
        while (error is null && Next('*', '/') is { } sign)
        {
            long right = Factor();
            value = sign == '*' ? Checked(value, right, static (a, b) => checked(a * b)) : Quotient(value, right);
        }

        return value;
    }

    private long Factor()
    {
        if (++depth > DeepestNesting)
        {
            error ??= $"nests deeper than {DeepestNesting} parentheses";
            return 0;
        }

        long value = Next('-', '-') is not null ? Checked(0, Factor(), static (a, b) => checked(a - b))
            : Next('(', '(') is not null ? Parenthesised()
            : Operand();
        depth--;
        return value;
    }

    private long Parenthesised()
    {
        long value = Sum();
        Expect(Next(')', ')') is not null, "a closing parenthesis");
        return value;
    }

    private long Operand()
    {
        SkipSpace();
        int start = position;
        while (position < text.Length && IsPartOfName(text[position]))
        {
            position++;
        }

        string word = text.Substring(start, position - start);
        Expect(word.Length > 0, "a number or a parameter");
        if (error is not null)
        {
            return 0;
        }

        if (char.IsDigit(word[0]))
        {
            Expect(long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number), "a whole number");
            return number;
        }

        if (parameter(word) is { } value)
        {
            return value;
        }

        error ??= $"has '{word}' in it, which is no parameter of the block with a whole number as its value";
        return 0;
    }

    private long Quotient(long a, long b)
    {
        if (error is null && b == 0)
        {
            error = "divides by 0";
        }
        else if (error is null && b != -1 && a % b != 0)
        {
            error = $"has the division {a}/{b} = {Sizes.Quotient(a, b)} in it, which is not whole";
        }

        return error is not null ? 0
            : b == -1 ? Checked(0, a, static (zero, number) => checked(zero - number))
            : a / b;
    }

    private long Checked(long a, long b, Func<long, long, long> operation)
    {
        try
        {
            return operation(a, b);
        }
        catch (OverflowException)
        {
            error ??= "is no int";
            return 0;
        }
    }

    private char? Next(char first, char second)
    {
        SkipSpace();
        return position < text.Length && (text[position] == first || text[position] == second) ? text[position++] : null;
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            error ??= position < text.Length
                ? $"has '{text[position]}' where {what} belongs"
                : $"ends where {what} belongs";
        }
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    private static bool IsPartOfName(char character) => char.IsLetterOrDigit(character) || character == '_';
}
