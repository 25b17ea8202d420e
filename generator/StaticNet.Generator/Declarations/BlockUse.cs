using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// The arguments of one use of a block, by its parameters. <see cref="Text"/> shows them without defaults ("128, 2"), <see cref="Key"/>
/// is equal for uses that mean the same.
/// </summary>
internal sealed record BlockUse(BlockParameters Parameters, string Text, string Key)
{
    /// <summary>A use as an attribute, whose constructor the compiler has checked.</summary>
    public static BlockUse? Direct(AttributeData attribute, BlockParameters? outer, LayerArguments arguments)
    {
        ImmutableArray<IParameterSymbol> parameters = attribute.AttributeConstructor!.Parameters;
        return Bind(parameters, [.. attribute.ConstructorArguments.Select(ArgumentValue.Of)], outer, arguments);
    }

    /// <summary>A use through <c>Use&lt;T&gt;</c>, whose arguments are checked here.</summary>
    public static BlockUse? PassedOn(
        INamedTypeSymbol block, ImmutableArray<ArgumentValue> values, BlockParameters? outer, LayerArguments arguments)
    {
        IMethodSymbol[] constructors = [.. block.InstanceConstructors.Where(static c => c.DeclaredAccessibility != Accessibility.Private)];
        IMethodSymbol? constructor = constructors.FirstOrDefault(candidate =>
            values.Length <= candidate.Parameters.Length
            && candidate.Parameters.Skip(values.Length).All(static parameter => parameter.HasExplicitDefaultValue));
        if (constructor is null)
        {
            string count = values.Length == 1 ? "1 argument" : $"{values.Length} arguments";
            arguments.Reject("arguments", $"it takes {string.Join(" or ", constructors.Select(Signature))}, not {count}");
            return null;
        }

        return Bind(
            constructor.Parameters,
            [.. values, .. constructor.Parameters.Skip(values.Length).Select(ArgumentValue.DefaultOf)],
            outer,
            arguments);
    }

    private static BlockUse? Bind(
        ImmutableArray<IParameterSymbol> parameters, ImmutableArray<ArgumentValue> values, BlockParameters? outer, LayerArguments arguments)
    {
        var bound = new BlockParameters();
        string[] texts = new string[parameters.Length];
        int written = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            // A text for a text is meant as it is; anything else may be a parameter of the block around.
            ArgumentValue? value = parameters[i].Type.SpecialType == SpecialType.System_String
                ? values[i]
                : arguments.Resolve(parameters[i].Name, values[i]);
            if (value is null)
            {
                return null;
            }

            if (!Accepts(parameters[i].Type, value))
            {
                arguments.Reject("arguments", $"{parameters[i].Name} must be {TypeName(parameters[i].Type)}, not {value.Description}");
                return null;
            }

            bound.Add(parameters[i].Name, value);
            texts[i] = value.Text;
            bool isDefault = parameters[i].HasExplicitDefaultValue && ArgumentValue.DefaultOf(parameters[i]).Text == value.Text;
            written = isDefault ? written : i + 1;
        }

        return new BlockUse(bound, string.Join(", ", texts.Take(written)), string.Join("|", texts));
    }

    /// <summary>The conversions that make sense in an attribute: to the very type, to object, and from int to double.</summary>
    private static bool Accepts(ITypeSymbol type, ArgumentValue value) =>
        type.SpecialType == SpecialType.System_Object
        || (value.IsNull && !type.IsValueType)
        || value.Type == type.ToDisplayString()
        || (type.SpecialType == SpecialType.System_Double && value.Int is not null)
        || (type is IArrayTypeSymbol && value.IsList)
        || (type is { SpecialType: SpecialType.System_String } && value.Value is string);

    private static string TypeName(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Int32 ? "an int" : $"a {type.ToDisplayString()}";

    private static string Signature(IMethodSymbol constructor) =>
        $"({string.Join(", ", constructor.Parameters.Select(static parameter =>
            $"{parameter.Type.ToDisplayString()} {parameter.Name}"
            + (parameter.HasExplicitDefaultValue ? $" = {ArgumentValue.DefaultOf(parameter).Text}" : string.Empty)))})";
}
