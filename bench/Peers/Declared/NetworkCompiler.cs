using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using StaticNet.Generator;
using StaticNet.Generator.Emission;
using StaticNet.Measurement;

namespace StaticNet.Peers.Declared;

/// <summary>
/// Declarations to running code, the way a Release build does it: the generator's text, compiled with optimisation and loaded. What was
/// compiled once is kept on disk under a name made of its text, so that only what changed is compiled again.
/// </summary>
internal static class NetworkCompiler
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly string Folder = Repository.Path("artifacts", "peers", "networks");

    /// <summary>A network with weights of <paramref name="seed"/>.</summary>
    /// <param name="analysis">The declared network.</param>
    /// <param name="training">Whether it is to be trained, too; without, it is an <see cref="IPredictor"/> only.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="InvalidOperationException">The emitted text does not compile.</exception>
    public static IPredictor Create(NetworkAnalysis analysis, bool training, int seed) =>
        (IPredictor)Activator.CreateInstance(Load(analysis, NetworkEmitter.Emit(analysis.Reading.Declaration! with { Training = training }, analysis.Graph!)), [seed])!;

    /// <summary>The class that <paramref name="files"/> complete.</summary>
    /// <exception cref="InvalidOperationException">They do not compile.</exception>
    public static Type Load(NetworkAnalysis analysis, IEnumerable<EmittedFile> files)
    {
        string name = analysis.Reading.Type.Name;
        string path = Path.Combine(Folder, $"{name}-{Hash(files)}.dll");
        if (!File.Exists(path))
        {
            Write(path, name, files);
        }

        Assembly assembly = new AssemblyLoadContext(name).LoadFromAssemblyPath(path);
        return assembly.GetType(analysis.Reading.Type.MetadataName, throwOnError: true)!;
    }

    // A change of the runtime library's shape changes what the text means.
    private static string Hash(IEnumerable<EmittedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(IPredictor).Module.ModuleVersionId.ToByteArray());
        foreach (EmittedFile file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Text));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..8]);
    }

    private static void Write(string path, string name, IEnumerable<EmittedFile> files)
    {
        long start = Stopwatch.GetTimestamp();
        using var image = new MemoryStream();
        Diagnostic[] errors =
        [
            .. NetworkDeclarations.Compilation(name, files.Select(file => NetworkDeclarations.Parse(file.Text, file.HintName)))
                .Emit(image)
                .Diagnostics
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
        ];
        if (errors.Length > 0)
        {
            throw new InvalidOperationException($"The code of {name} does not compile: {errors[0]}");
        }

        Directory.CreateDirectory(Folder);
        foreach (FileInfo old in new DirectoryInfo(Folder).EnumerateFiles("*.dll").Where(file => DateTime.UtcNow - file.LastAccessTimeUtc > Kept))
        {
            old.Delete();
        }

        // Renamed when it is whole: another run may look for it at the same time.
        string part = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(part, image.ToArray());
        File.Move(part, path, overwrite: true);
        Console.WriteLine($"{name}: generated code compiled in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
    }
}
