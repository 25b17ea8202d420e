using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Emission;
using StaticNet.Generator.Kernels;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>Single kernels, each emitted for every instruction set into a class of its own, compiled together and loaded.</summary>
internal sealed class EmittedKernels
{
    private static readonly string[] Usings =
    [
        "using System;",
        "using System.Runtime.CompilerServices;",
        "using System.Runtime.Intrinsics;",
        "using StaticNet;",
        "using Arm = System.Runtime.Intrinsics.Arm;",
        "using X86 = System.Runtime.Intrinsics.X86;",
    ];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Dictionary<Kernel, int> numbers = [];
    private readonly Assembly assembly;

    public EmittedKernels(IEnumerable<Kernel> kernels)
    {
        foreach (Kernel kernel in kernels)
        {
            numbers.TryAdd(kernel, numbers.Count);
        }

        CSharpCompilation compilation = CSharpCompilation.Create(
            "SingleKernels",
            Isa.All.Select(isa => CSharpSyntaxTree.ParseText(Emit(isa), new CSharpParseOptions(LanguageVersion.Latest), isa.Name + ".cs")),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithOptimizationLevel(OptimizationLevel.Release));
        using var image = new MemoryStream();
        string[] errors =
        [
            .. compilation.Emit(image).Diagnostics
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Take(10)
                .Select(static diagnostic => $"{diagnostic}: {diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}"),
        ];
        Assert.True(errors.Length == 0, string.Join('\n', errors));
        image.Position = 0;
        assembly = new AssemblyLoadContext("SingleKernels", isCollectible: true).LoadFromStream(image);
    }

    /// <summary>All emitted methods, with those that a kernel calls.</summary>
    public IEnumerable<MethodInfo> Methods => assembly.GetTypes()
        .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

    /// <summary>The kernel's method as a delegate of its own shape.</summary>
    public T Bind<T>(Kernel kernel, string isa)
        where T : Delegate =>
        assembly.GetType(isa)!.GetMethod($"K{numbers[kernel]}", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<T>();

    /// <summary>The kernel's method as a function pointer.</summary>
    public nint Pointer(Kernel kernel, string isa) =>
        assembly.GetType(isa)!.GetMethod($"K{numbers[kernel]}", BindingFlags.Static | BindingFlags.NonPublic)!.MethodHandle.GetFunctionPointer();

    private string Emit(Isa isa)
    {
        var writer = new CodeWriter();
        foreach (string line in Usings.Concat(isa.Usings))
        {
            writer.Line(line);
        }

        using (writer.Open($"public static class {isa.Name}"))
        {
            foreach ((Kernel kernel, int number) in numbers)
            {
                kernel.Emit(writer, isa, $"K{number}");
                writer.Line();
            }

            writer.Kernels.Emit(writer, isa);
        }

        return writer.ToString();
    }
}
