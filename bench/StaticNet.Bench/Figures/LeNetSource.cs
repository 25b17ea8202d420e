using System.Reflection;

namespace StaticNet.Bench.Figures;

/// <summary>The source file in which examples/Networks declares LeNet-5, embedded in this program when it was built.</summary>
internal static class LeNetSource
{
    /// <summary>The file's text.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("LeNet5.cs")
            ?? throw new InvalidOperationException("LeNet5.cs is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
