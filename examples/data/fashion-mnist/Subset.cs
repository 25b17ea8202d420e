// Makes the balanced part of Fashion-MNIST beside this file out of the full set:
//
//   apt-get install dataset-fashion-mnist
//   dotnet run examples/data/fashion-mnist/Subset.cs -- /usr/share/datasets/fashion-mnist
//
// Of each class the first pictures are taken, 1,200 of the training files and 200 of the test files, in the order in which
// the files have them.
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
Select("train", perClass: 1200);
Select("t10k", perClass: 200);
return 0;

void Select(string part, int perClass)
{
    string imageFile = $"{part}-images-idx3-ubyte.gz", labelFile = $"{part}-labels-idx1-ubyte.gz";
    byte[] images = Unzip(Path.Combine(args[0], imageFile)), labels = Unzip(Path.Combine(args[0], labelFile));

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

    Zip(chosenImages, taken.Sum(), imageFile);
    Zip(chosenLabels, taken.Sum(), labelFile);
}

void Zip(MemoryStream idx, int count, string name)
{
    byte[] bytes = idx.ToArray();
    BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);

    // gzip itself, so that the bytes do not hang on the version of .NET; -n leaves out the name and the time.
    using var gzip = Process.Start(new ProcessStartInfo("gzip", ["-9", "-n", "-c"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
    Task feed = Task.Run(() =>
    {
        gzip.StandardInput.BaseStream.Write(bytes);
        gzip.StandardInput.Close();
    });
    string path = Path.Combine(target, name);
    using (FileStream file = File.Create(path))
    {
        gzip.StandardOutput.BaseStream.CopyTo(file);
    }

    feed.Wait();
    gzip.WaitForExit();
    if (gzip.ExitCode != 0)
    {
        throw new IOException($"gzip ended with {gzip.ExitCode} while writing {path}.");
    }

    Console.WriteLine($"{name}: {count} items, {new FileInfo(path).Length} bytes");
}

static byte[] Unzip(string path)
{
    using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
    using var bytes = new MemoryStream();
    zipped.CopyTo(bytes);
    return bytes.ToArray();
}
