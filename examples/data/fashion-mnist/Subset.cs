// Makes the balanced part of Fashion-MNIST beside this file out of the full set:
//
//   apt-get install dataset-fashion-mnist
//   dotnet run examples/data/fashion-mnist/Subset.cs -- /usr/share/datasets/fashion-mnist
//
// Of each class the first pictures are taken, 1,200 of the training files and 200 of the test files, in the order in which
// the files have them. The first two of the test files are also what examples/Classify carries, uncompressed.
#:property PublishAot=false

using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

const int Classes = 10;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: dotnet run Subset.cs -- <directory with the four files of Fashion-MNIST>");
    return 2;
}

string target = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
foreach (var (part, perClass) in new[] { ("train", 1200), ("t10k", 200) })
{
    var (images, labels) = Select(part, perClass);
    Write($"{part}-images-idx3-ubyte.gz", Zip(images));
    Write($"{part}-labels-idx1-ubyte.gz", Zip(labels));
}

Write("../../Classify/pictures-idx3-ubyte", Select("t10k", perClass: 2).Images);
return 0;

(byte[] Images, byte[] Labels) Select(string part, int perClass)
{
    byte[] images = Unzip(Path.Combine(args[0], $"{part}-images-idx3-ubyte.gz"));
    byte[] labels = Unzip(Path.Combine(args[0], $"{part}-labels-idx1-ubyte.gz"));

    // IDX: two zero bytes, the element type (8: unsigned byte), the number of axes, then each axis as a big-endian int.
    const int ImageHeader = 16, LabelHeader = 8;
    int count = BinaryPrimitives.ReadInt32BigEndian(labels.AsSpan(4));
    int pictureBytes = (images.Length - ImageHeader) / count;

    int[] taken = new int[Classes];
    var (chosenImages, chosenLabels) = (new MemoryStream(), new MemoryStream());
    chosenImages.Write(images, 0, ImageHeader);
    chosenLabels.Write(labels, 0, LabelHeader);
    for (int i = 0; i < count; i++)
    {
        byte label = labels[LabelHeader + i];
        if (taken[label] == perClass)
        {
            continue;
        }

        taken[label]++;
        chosenImages.Write(images, ImageHeader + (i * pictureBytes), pictureBytes);
        chosenLabels.WriteByte(label);
    }

    return (WithCount(chosenImages, taken.Sum()), WithCount(chosenLabels, taken.Sum()));
}

void Write(string name, byte[] bytes)
{
    File.WriteAllBytes(Path.Combine(target, name), bytes);
    Console.WriteLine($"{name}: {bytes.Length} bytes");
}

static byte[] WithCount(MemoryStream idx, int count)
{
    byte[] bytes = idx.ToArray();
    BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
    return bytes;
}

// gzip itself, so that the bytes do not hang on the version of .NET; -n leaves out the name and the time.
static byte[] Zip(byte[] bytes)
{
    using Process gzip = Process.Start(new ProcessStartInfo("gzip", ["-9", "-n", "-c"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
    Task feed = Task.Run(() =>
    {
        gzip.StandardInput.BaseStream.Write(bytes);
        gzip.StandardInput.Close();
    });
    using var zipped = new MemoryStream();
    gzip.StandardOutput.BaseStream.CopyTo(zipped);
    feed.Wait();
    gzip.WaitForExit();
    return gzip.ExitCode == 0 ? zipped.ToArray() : throw new IOException($"gzip ended with {gzip.ExitCode}.");
}

static byte[] Unzip(string path)
{
    using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
    using var bytes = new MemoryStream();
    zipped.CopyTo(bytes);
    return bytes.ToArray();
}
