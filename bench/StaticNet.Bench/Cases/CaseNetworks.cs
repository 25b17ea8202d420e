using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Bench.Figures;
using StaticNet.Conformance.Tests.Cases;
using StaticNet.Generator;

namespace StaticNet.Bench.Cases;

/// <summary>Compiles rows of the conformance tests' case list in this process, the way a build would.</summary>
internal static class CaseNetworks
{
    /// <summary>The networks of <paramref name="rows"/>, with weights of seed 1.</summary>
    /// <exception cref="MeasurementException">A row does not compile.</exception>
    public static IReadOnlyList<INetwork> Compile(IReadOnlyList<NetworkCase> rows)
    {
        string source = $"using StaticNet;\nnamespace Declared;\n{string.Join("\n\n", rows.Select(row => row.Source))}\n";
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        CSharpCompilation declared = CSharpCompilation.Create(
            "Cases",
            [CSharpSyntaxTree.ParseText(source, parsing)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Append(typeof(INetwork).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        CSharpGeneratorDriver
            .Create([new StaticNetGenerator().AsSourceGenerator()], parseOptions: parsing)
            .RunGeneratorsAndUpdateCompilation(declared, out Compilation generated, out _);

        using var image = new MemoryStream();
        Diagnostic[] errors = [.. generated.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            throw new MeasurementException($"the case list does not compile: {errors[0]}");
        }

        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext("Cases", isCollectible: true).LoadFromStream(image);
        return [.. rows.Select(row => (INetwork)Activator.CreateInstance(assembly.GetType($"Declared.{row.Name}")!, [1])!)];
    }
}
