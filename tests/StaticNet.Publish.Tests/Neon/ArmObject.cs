using System.Text.RegularExpressions;
using StaticNet.Publish.Tests.Tools;

namespace StaticNet.Publish.Tests.Neon;

/// <summary>
/// The emitted Neon methods as an Arm object file, built once for all tests: NativeAOT's compiler takes 64-bit Arm as target
/// on any machine, and what it makes of leaf methods needs nothing of a runtime.
/// </summary>
public sealed partial class ArmObject : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Lazy<Task<string>> compiled;

    public ArmObject() => compiled = new Lazy<Task<string>>(CompileAsync);

    /// <summary>Links the object with the harness for one network.</summary>
    /// <returns>The path of a static Arm program.</returns>
    internal async Task<string> LinkAsync(string network)
    {
        string program = directory.At(network);

        // The object also holds parts of the class library that the entry points never reach: their symbols stay unresolved.
        (await Command.RunAsync(
            Tool.ArmCompilerCommand,
            [
                "-O1", "-static", "-no-pie", $"-DNETWORK={network}",
                Path.Combine(AppContext.BaseDirectory, "Neon", "harness.c"), await compiled.Value, "-o", program,
                "-Wl,--unresolved-symbols=ignore-all", "-Wl,-z,notext", "-Wl,--gc-sections",
            ])).MustSucceed();
        return program;
    }

    internal async Task RunAsync(string program, string request, string answer) =>
        (await Command.RunAsync(Tool.ArmEmulatorCommand, [program, request, answer])).MustSucceed();

    internal TemporaryDirectory Directory => directory;

    /// <summary>The instructions of every method of a Neon class, by the method's symbol.</summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> DisassembleAsync()
    {
        string listing = (await Command.RunAsync(
            Tool.ArmDisassemblerCommand, ["--disassemble", "--no-show-raw-insn", await compiled.Value])).MustSucceed().Output;
        var methods = new Dictionary<string, IReadOnlyList<string>>();
        List<string>? current = null;
        foreach (string line in listing.Split('\n'))
        {
            if (SymbolLine().Match(line) is { Success: true } symbol)
            {
                current = symbol.Groups["name"].Value.Contains("_Neon__") ? [] : null;
                if (current is not null)
                {
                    methods[symbol.Groups["name"].Value] = current;
                }
            }
            else if (InstructionLine().Match(line) is { Success: true } instruction)
            {
                current?.Add(instruction.Groups["text"].Value);
            }
        }

        return methods;
    }

    public void Dispose() => directory.Dispose();

    private async Task<string> CompileAsync()
    {
        string assemblies = Repository.At(
            "tests", "StaticNet.Publish.Tests", "Neon", "Networks", "bin", Repository.Configuration, "net9.0");
        string target = directory.At("networks.o");
        (await Command.RunAsync(
            Path.Combine(Repository.IlCompiler, "tools", "ilc"),
            [
                Path.Combine(assemblies, "StaticNet.NeonNetworks.dll"),
                $"-o:{target}",
                $"-r:{Path.Combine(assemblies, "StaticNet.dll")}",
                $"-r:{Path.Combine(Repository.IlCompiler, "sdk", "*.dll")}",
                $"-r:{Path.Combine(Repository.IlCompiler, "framework", "*.dll")}",
                "--targetos:linux",
                "--targetarch:arm64",
                "-O",
                "--nativelib",
                "--directpinvokelist:/dev/null",
                "--systemmodule:System.Private.CoreLib",
                "--generateunmanagedentrypoints:StaticNet.NeonNetworks",
            ])).MustSucceed();
        return target;
    }

    [GeneratedRegex(@"^[0-9a-f]+ <(?<name>.+)>:\s*$")]
    private static partial Regex SymbolLine();

    [GeneratedRegex(@"^\s*[0-9a-f]+:\t(?<text>.*?)\s*$")]
    private static partial Regex InstructionLine();
}
