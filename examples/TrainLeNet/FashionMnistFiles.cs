using Networks;
using StaticNet.Data;

namespace TrainLeNet;

/// <summary>Fashion-MNIST: the part that the program carries, or a full set in a directory.</summary>
internal static class FashionMnistFiles
{
    /// <summary>Reads the pictures to train on and those to test on.</summary>
    /// <param name="directory">Where the four IDX files of a full set are, gzip or not; null for the embedded part.</param>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="IdxException">A file is malformed.</exception>
    public static (LabelledImages Training, LabelledImages Test) Read(DirectoryInfo? directory) =>
        (Read(directory, "train"), Read(directory, "t10k"));

    private static LabelledImages Read(DirectoryInfo? directory, string part) => LabelledImages.FromIdx(
        ReadFile(directory, $"{part}-images-idx3-ubyte"), ReadFile(directory, $"{part}-labels-idx1-ubyte"), FashionMnist.ClassNames);

    private static IdxFile ReadFile(DirectoryInfo? directory, string name)
    {
        string zipped = $"{name}.gz";
        if (directory is null)
        {
            using Stream resource = typeof(FashionMnistFiles).Assembly.GetManifestResourceStream(zipped)!;
            return IdxFile.Read(resource);
        }

        string plainPath = Path.Combine(directory.FullName, name), zippedPath = Path.Combine(directory.FullName, zipped);
        return File.Exists(plainPath) ? IdxFile.Read(plainPath)
            : File.Exists(zippedPath) ? IdxFile.Read(zippedPath)
            : throw new FileNotFoundException($"There is neither {name} nor {zipped} in {directory.FullName}.");
    }
}
