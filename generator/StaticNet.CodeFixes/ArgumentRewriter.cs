using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.CodeFixes;

/// <summary>
/// Writes one setting into an attribute: over the argument that is there, or as a new one at the end.
/// </summary>
internal static class ArgumentRewriter
{
    public static AttributeSyntax With(AttributeSyntax attribute, IMethodSymbol? constructor, Setting setting)
    {
        AttributeArgumentListSyntax list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        IParameterSymbol? parameter = constructor?.Parameters.FirstOrDefault(candidate => IsMeant(candidate, setting.Argument));
        return attribute.WithArgumentList(parameter is null
            ? WithProperty(list, setting)
            : WithParameter(list, parameter, setting));
    }

    /// <summary>A setting of the kernel also replaces one that is written as height and width.</summary>
    private static bool IsMeant(IParameterSymbol parameter, string argument) =>
        parameter.Name == argument || (argument == "kernel" && parameter.Name == "kernelHeight");

    private static AttributeArgumentListSyntax WithProperty(AttributeArgumentListSyntax list, Setting setting)
    {
        ExpressionSyntax value = Value(setting.Value);
        AttributeArgumentSyntax? written = list.Arguments.FirstOrDefault(
            argument => argument.NameEquals?.Name.Identifier.ValueText == setting.Argument);
        if (written is not null)
        {
            return list.ReplaceNode(written.Expression, value.WithTriviaFrom(written.Expression));
        }

        AttributeArgumentSyntax added = SyntaxFactory.AttributeArgument(value).WithNameEquals(
            SyntaxFactory.NameEquals(
                SyntaxFactory.IdentifierName(setting.Argument).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)));
        return list.AddArguments(list.Arguments.Count > 0 ? added.WithLeadingTrivia(SyntaxFactory.Space) : added);
    }

    /// <summary>
    /// The shape and the kernel may take several positional arguments, all of which the setting's values replace;
    /// properties that follow stay.
    /// </summary>
    private static AttributeArgumentListSyntax WithParameter(
        AttributeArgumentListSyntax list, IParameterSymbol parameter, Setting setting)
    {
        AttributeArgumentSyntax? named = list.Arguments.FirstOrDefault(
            argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name);
        if (named is not null)
        {
            return list.ReplaceNode(named.Expression, Value(Array(setting.Value)).WithTriviaFrom(named.Expression));
        }

        SeparatedSyntaxList<AttributeArgumentSyntax> values =
            SyntaxFactory.ParseAttributeArgumentList($"({setting.Value})")!.Arguments;
        AttributeArgumentSyntax[] before = [.. list.Arguments.Take(parameter.Ordinal)];
        AttributeArgumentSyntax[] after = [.. list.Arguments.Where(static argument => argument.NameEquals is not null)];
        AttributeArgumentSyntax[] all = [.. before, .. values, .. after];
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return list.WithArguments(SyntaxFactory.SeparatedList(
            all.Select(static argument => argument.WithoutTrivia()), Enumerable.Repeat(comma, all.Length - 1)));
    }

    private static string Array(string value) => value.Contains(',') ? $"new[] {{ {value} }}" : value;

    /// <summary>An enum's value is written in full and then shortened to what the file's usings allow.</summary>
    private static ExpressionSyntax Value(string value) =>
        value.StartsWith("Fit.", StringComparison.Ordinal)
            || value.StartsWith("PadMode.", StringComparison.Ordinal)
            || value.StartsWith("Projection.", StringComparison.Ordinal)
        ? SyntaxFactory.ParseExpression($"global::StaticNet.{value}").WithAdditionalAnnotations(Simplifier.Annotation)
        : SyntaxFactory.ParseExpression(value);
}
