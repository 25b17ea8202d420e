using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>The parameters of one use of a block, and what they stand for in it.</summary>
internal sealed class BlockParameters
{
    private readonly Dictionary<string, ArgumentValue> values = new(StringComparer.Ordinal);

    public void Add(string name, ArgumentValue value) => values[name] = value;

    /// <summary>The value of a parameter, or null where there is none of that name.</summary>
    public ArgumentValue? Find(string name) => values.TryGetValue(name, out ArgumentValue? value) ? value : null;

    /// <summary>
    /// What an argument inside the block means: a parameter's value, the value of an expression over them, or the constant
    /// itself. Null with a reason when it is a text that is neither.
    /// </summary>
    public ArgumentValue? Resolve(ArgumentValue argument, out string error)
    {
        error = string.Empty;
        if (argument.Expression is not { } text)
        {
            return argument;
        }

        if (Find(text) is { } value)
        {
            return value;
        }

        return SizeExpression.Evaluate(text, Number, out error) is { } number ? ArgumentValue.Of(number) : null;
    }

    private long? Number(string name) => Find(name)?.Int;
}
