using System.Reflection;

namespace StaticNet.Publish.Tests.Tools;

/// <summary>Where the sources are and how this test was built.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The unpacked package of NativeAOT's compiler, for code that runs on x64 Linux itself.</summary>
    public static string IlCompiler { get; } = Metadata("IlCompiler");

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
