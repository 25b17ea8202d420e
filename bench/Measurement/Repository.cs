namespace StaticNet.Measurement;

/// <summary>Paths within the repository that the running program was built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds Compiler.sln.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs outside of a clone.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Compiler.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Compiler.sln was not found above the program: run it from within a clone.");
    }
}
