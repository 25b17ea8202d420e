using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Declarations;

/// <summary>
/// Reads the class that a network is declared on: how its further part is to be written, and whether it can have one.
/// </summary>
internal static class TypeReader
{
    private static readonly SymbolDisplayFormat EscapedName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static TypeDeclaration Read(INamedTypeSymbol type)
    {
        var containing = new List<string>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Insert(0, Header(outer));
        }

        return new TypeDeclaration(
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(EscapedName) : null,
            [.. containing],
            Header(type),
            Escape(type.Name),
            HintName(type),
            HasOwnConstructor(type))
        {
            MetadataName = MetadataName(type),
            FullName = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        };
    }

    /// <summary>The first reason why the class, or a type around it, cannot be completed by generated code.</summary>
    public static Finding? Check(INamedTypeSymbol type, IEnumerable<string> members, CancellationToken cancellation)
    {
        if (type.DeclaringSyntaxReferences[0].SyntaxTree.Options is CSharpParseOptions options
            && options.LanguageVersion < LanguageVersion.CSharp12)
        {
            return new Finding(
                DiagnosticIds.LanguageTooOld, Site.Class(), [type.Name, options.LanguageVersion.ToDisplayString()], []);
        }

        if (type.IsStatic)
        {
            return Unsuitable(type, 0, "is static, and a network has weights of its own");
        }

        if (type.IsAbstract)
        {
            return Unsuitable(type, 0, "is abstract, and a network is made by its constructor");
        }

        INamedTypeSymbol? current = type;
        for (int depth = 0; current is not null; depth++, current = current.ContainingType)
        {
            if (current.IsFileLocal)
            {
                return Unsuitable(current, depth, "is local to its file, and generated code stands in another one");
            }

            if (!IsPartial(current, cancellation))
            {
                string why = depth == 0
                    ? "its network is generated as another part of it"
                    : $"{type.Name} inside it is completed by generated code";
                return new Finding(DiagnosticIds.NotPartial, Site.Class(depth), [current.Name, why], []);
            }
        }

        string? clash = GeneratedMembers.Clash(type, members) ?? HiddenNames.Of(type);
        return clash is null ? null : Unsuitable(type, 0, clash);
    }

    private static Finding Unsuitable(INamedTypeSymbol type, int depth, string why) =>
        new(DiagnosticIds.UnsuitableClass, Site.Class(depth), [type.Name, why], []);

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is TypeDeclarationSyntax declaration
                && declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A constructor of the user's, or a base class that the emitted one could not call; without one the compiler then
    /// speaks of the user's class instead of generated code.
    /// </summary>
    private static bool HasOwnConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(static constructor => !constructor.IsImplicitlyDeclared)
        || type.BaseType?.InstanceConstructors.Any(static constructor =>
            constructor.Parameters.All(static parameter => parameter.IsOptional)
            && constructor.DeclaredAccessibility != Accessibility.Private) == false;

    private static string Header(INamedTypeSymbol type)
    {
        string keyword = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Interface, _) => "interface",
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => "struct",
            (_, true) => "record",
            _ => "class",
        };
        var header = new StringBuilder("partial ").Append(keyword).Append(' ').Append(Escape(type.Name));
        if (type.TypeParameters.Length > 0)
        {
            IEnumerable<string> parameters = type.TypeParameters.Select(static parameter => Escape(parameter.Name));
            header.Append('<').Append(string.Join(", ", parameters)).Append('>');
        }

        return header.ToString();
    }

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    private static string MetadataName(INamedTypeSymbol type)
    {
        string name = type.MetadataName;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = $"{outer.MetadataName}+{name}";
        }

        for (INamespaceSymbol space = type.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            name = $"{space.MetadataName}.{name}";
        }

        return name;
    }

    /// <summary>
    /// The full name, "Outer.Inner`1" as "Outer.Inner-1". Hint names ignore case, type names do not: the rare names
    /// that differ in nothing else are told apart by a hash.
    /// </summary>
    private static string HintName(INamedTypeSymbol type)
    {
        string name = type.MetadataName;
        bool ambiguous = HasTwinByCase(type);
        for (INamespaceOrTypeSymbol? outer = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
            outer is not null and not INamespaceSymbol { IsGlobalNamespace: true };
            outer = (INamespaceOrTypeSymbol?)outer.ContainingType ?? outer.ContainingNamespace)
        {
            name = $"{outer.MetadataName}.{name}";
            ambiguous |= HasTwinByCase(outer);
        }

        string hint = name.Replace('`', '-');
        return ambiguous ? $"{hint}-{Hash(name):x8}" : hint;
    }

    private static bool HasTwinByCase(INamespaceOrTypeSymbol symbol)
    {
        INamespaceOrTypeSymbol container = (INamespaceOrTypeSymbol?)symbol.ContainingType ?? symbol.ContainingNamespace;
        IEnumerable<ISymbol> siblings = symbol is INamespaceSymbol
            ? ((INamespaceSymbol)container).GetNamespaceMembers()
            : container.GetTypeMembers();
        return siblings.Any(sibling =>
            sibling.MetadataName != symbol.MetadataName
            && string.Equals(sibling.MetadataName, symbol.MetadataName, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>FNV-1a; string.GetHashCode differs from run to run.</summary>
    private static uint Hash(string text) =>
        text.Aggregate(2166136261u, static (hash, character) => unchecked((hash ^ character) * 16777619u));
}
