using System.Collections.Immutable;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StaticNet.Generator.Emission;
using StaticNet.Generator.Kernels;
using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>
/// Some kernels called one after another, emitted for the widest vectors of this machine without the rest of a network, so that any of them can be timed whichever a
/// network would take. All buffers are parts of one memory.
/// </summary>
internal sealed class EmittedProgram
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly string[] Usings =
    [
        "using System;",
        "using System.Runtime.CompilerServices;",
        "using System.Runtime.Intrinsics;",
        "using StaticNet;",
        "using Arm = System.Runtime.Intrinsics.Arm;",
        "using X86 = System.Runtime.Intrinsics.X86;",
    ];

    private readonly List<string> calls = [];
    private readonly KernelTable kernels = new("Run");
    private int length;

    private delegate void RunMethod(ref float memory);

    /// <summary>A buffer, by its place in the memory.</summary>
    public int NewBuffer(int floats)
    {
        int place = length;
        length += Generator.Planning.Layout.RoundUp(floats);
        return place;
    }

    /// <summary>A call of the kernel with all its units.</summary>
    public void Add(Kernel kernel, params IEnumerable<int> buffers)
    {
        string units = kernel.Units > 1 ? $", 0, {kernel.Units}" : "";
        calls.Add($"{kernels.NameOf(kernel)}({string.Join(", ", buffers.Select(static place => $"ref Unsafe.Add(ref memory, {place})"))}{units});");
    }

    /// <summary>The program on memory of its own, which begins as small random numbers.</summary>
    public Action Compile()
    {
        Isa isa = FmaPeak.WidestVector switch { 512 => Isa.Avx512, 256 => Isa.Avx2, 128 => Isa.Neon, _ => Isa.Scalar };
        var writer = new CodeWriter { Kernels = kernels };
        foreach (string line in Usings.Concat(isa.Usings))
        {
            writer.Line(line);
        }

        using (writer.Open("public static class Program"))
        {
            using (writer.Open("public static void Run(ref float memory)"))
            {
                calls.ForEach(writer.Line);
            }

            kernels.Emit(writer, isa);
        }

        CSharpCompilation compilation = CSharpCompilation.Create(
            "Program", [CSharpSyntaxTree.ParseText(writer.ToString(), new CSharpParseOptions(LanguageVersion.Latest))], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithOptimizationLevel(OptimizationLevel.Release));
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
        {
            throw new MeasurementException($"emitted kernels do not compile: {compilation.GetDiagnostics().First(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
        }

        image.Position = 0;
        RunMethod run = new AssemblyLoadContext("Program", isCollectible: true).LoadFromStream(image).GetType("Program")!.GetMethod("Run")!.CreateDelegate<RunMethod>();
        var memory = new AlignedBuffer(length);
        var random = new Random(1);
        foreach (ref float value in memory.Span)
        {
            value = (random.NextSingle() - 0.5f) / 16;
        }

        return () => run(ref memory.Origin);
    }
}
