using System.Buffers.Binary;
using System.IO.Compression;
using StaticNet.Data;

namespace StaticNet.Tests.Data;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadsPlainAndCompressedFiles(bool compressed)
    {
        byte[] content = Idx([2, 3, 4], 24);
        IdxFile file = IdxFile.Read(new MemoryStream(compressed ? Gzip(content) : content));
        Assert.Equal([2, 3, 4], file.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(static i => (byte)i), file.Values.ToArray());
    }

    [Fact]
    public void ReadsTheEmbeddedSet()
    {
        string folder = Path.Combine(Repository.Root, "examples", "data", "fashion-mnist");
        LabelledImages test = LabelledImages.FromIdx(
            Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
        Assert.Equal(2_000, test.Count);
        Assert.Equal([1, 28, 28], test.Shape);
        Assert.Equal(10, test.ClassNames.Count);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(200, Enumerable.Range(0, test.Count).Count(i => test.Label(i) == label)));
    }

    public static TheoryData<string, byte[], string> Malformed => new()
    {
        { "empty", [], "0 bytes are too few" },
        { "three bytes", [0, 0, 8], "3 bytes are too few" },
        { "wrong beginning", [1, 0, 8, 1, 0, 0, 0, 1, 5], "begins with two zero bytes, not 01 00" },
        { "a picture file", [0x89, 0x50, 0x4E, 0x47], "begins with two zero bytes, not 89 50" },
        { "floats", [0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0], "not floats (0D)" },
        { "unknown type", [0, 0, 0x42, 1, 0, 0, 0, 1, 0], "not the unknown type 42" },
        { "no dimension", [0, 0, 8, 0, 1], "at least one dimension" },
        { "half a size", [0, 0, 8, 2, 0, 0, 0, 1, 0, 0], "the file ends at byte 10, within dimension 2 of 2" },
        { "size zero", [0, 0, 8, 1, 0, 0, 0, 0], "dimension 1 is 0" },
        { "negative size", [0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF], "dimension 1 is 4294967295" },
        { "too many elements", [0, 0, 8, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2], "more than" },
        { "cut", Idx([2, 3], 5), "the file ends at byte 17; 2 x 3 elements go on to byte 18" },
        { "cut early, of a huge size", [0, 0, 8, 1, 0x7F, 0, 0, 0, 1], "the file ends at byte 9" },
        { "longer", Idx([2, 3], 7), "byte 18: the file goes on behind its 2 x 3 elements" },
        { "damaged gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF], "gzip data are damaged" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void MalformedFilesAreRefusedWithAReason(string what, byte[] content, string reason)
    {
        var error = Assert.Throws<IdxException>(() => IdxFile.Read(new MemoryStream(content)));
        Assert.True(error.Message.Contains(reason), $"{what}: {error.Message}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MutatedFilesReadOrAreRefused(bool compressed)
    {
        byte[] good = Idx([6, 5, 4], 120);
        good = compressed ? Gzip(good) : good;
        var random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] file = [.. good];
            file[random.Next(compressed ? file.Length : 16)] ^= (byte)(1 << random.Next(8));
            file = random.Next(3) == 0 ? file[..random.Next(file.Length)] : file;
            try
            {
                IdxFile idx = IdxFile.Read(new MemoryStream(file));
                Assert.Equal(idx.Values.Length, idx.Shape.Aggregate(1, static (a, b) => a * b));
            }
            catch (IdxException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 2_500, 5_000);
    }

    [Fact]
    public void PicturesAndLabelsMustGoTogether()
    {
        IdxFile images = IdxFile.Read(new MemoryStream(Idx([3, 2, 2], 12)));
        IdxFile labels = IdxFile.Read(new MemoryStream(Idx([4], 4)));
        Assert.Contains("3 pictures, but 4 labels", Assert.Throws<IdxException>(() => LabelledImages.FromIdx(images, labels)).Message);
        Assert.Contains("Pictures have 3 dimensions", Assert.Throws<IdxException>(() => LabelledImages.FromIdx(labels, labels)).Message);
        Assert.Contains("Labels have 1 dimension", Assert.Throws<IdxException>(() => LabelledImages.FromIdx(images, images)).Message);
        IdxFile three = IdxFile.Read(new MemoryStream(Idx([3], 3)));
        Assert.Contains("Label 2 of picture 2", Assert.Throws<IdxException>(() => LabelledImages.FromIdx(images, three, ["a", "b"])).Message);
    }

    private static byte[] Idx(int[] shape, int count)
    {
        byte[] file = new byte[4 + (4 * shape.Length) + count];
        file[2] = 8;
        file[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), shape[i]);
        }

        for (int i = 0; i < count; i++)
        {
            file[4 + (4 * shape.Length) + i] = (byte)i;
        }

        return file;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return result.ToArray();
    }
}
