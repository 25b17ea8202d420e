namespace StaticNet.Tests;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Compiler.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("Compiler.sln is in no folder above the tests.");
    }
}
