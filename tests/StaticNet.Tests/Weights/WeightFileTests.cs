using System.Buffers.Binary;
using System.Text;

namespace StaticNet.Tests;

public sealed class WeightFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staticnet").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WhatIsSavedLoadsAgainInAnyLayout()
    {
        Weights saved = Drawn();
        string path = Path.Combine(folder, "small.safetensors");
        saved.Save(path);

        foreach (NetworkDescription network in (NetworkDescription[])[Descriptions.ConvAndDense, Descriptions.Compact])
        {
            var fromPath = new Weights(network);
            fromPath.Load(path);
            var fromMemory = new Weights(network);
            fromMemory.Load(File.ReadAllBytes(path).AsSpan());
            var fromStream = new Weights(network);
            fromStream.Load(new OneWayStream(File.ReadAllBytes(path)));
            foreach (ParameterInfo parameter in network.Parameters)
            {
                float[] expected = saved[parameter.Name].ToArray();
                Assert.Equal(expected, fromPath[parameter.Name].ToArray());
                Assert.Equal(expected, fromMemory[parameter.Name].ToArray());
                Assert.Equal(expected, fromStream[parameter.Name].ToArray());
            }
        }
    }

    [Fact]
    public void TheFileIsWhatOthersExpect()
    {
        byte[] file = SafeTensorsFile.Of(Drawn());
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, headerLength % 8);
        string header = Encoding.UTF8.GetString(file, 8, headerLength);
        Assert.Equal(
            """
            {"__metadata__":{"format":"pt","network":"Small"},"conv1.weight":{"dtype":"F32","shape":[20,3,3,3],"data_offsets":[0,2160]},"conv1.bias":{"dtype":"F32","shape":[20],"data_offsets":[2160,2240]},"dense1.weight":{"dtype":"F32","shape":[5,80],"data_offsets":[2240,3840]},"dense1.bias":{"dtype":"F32","shape":[5],"data_offsets":[3840,3860]}}
            """,
            header.TrimEnd(' '));
        Assert.Equal(8 + headerLength + 3860, file.Length);
        Assert.Equal(Drawn()["conv1.weight"][7], BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + headerLength + 28)));
    }

    [Fact]
    public void SavingReplacesTheFileAndLeavesNothingElse()
    {
        string path = Path.Combine(folder, "small.safetensors");
        File.WriteAllText(path, "old");
        Drawn().Save(path);
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Equal(SafeTensorsFile.Of(Drawn()), File.ReadAllBytes(path));
    }

    [Fact]
    public void SavingThatFailsLeavesTheOldFile()
    {
        string path = Path.Combine(folder, "small.safetensors");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => Drawn().Save(path));
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Throws<DirectoryNotFoundException>(() => Drawn().Save(Path.Combine(folder, "none", "x.safetensors")));
    }

    [Theory]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    [InlineData("F64", 8)]
    public void OtherFloatsAreConverted(string type, int bytes)
    {
        var weights = new Weights(OneParameter(3));
        float[] values = [1.5f, -0.25f, 96f];
        byte[] data = new byte[3 * bytes];
        for (int i = 0; i < 3; i++)
        {
            Span<byte> element = data.AsSpan(i * bytes);
            switch (type)
            {
                case "F16":
                    BinaryPrimitives.WriteHalfLittleEndian(element, (Half)values[i]);
                    break;
                case "BF16":
                    BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16));
                    break;
                default:
                    BinaryPrimitives.WriteDoubleLittleEndian(element, values[i]);
                    break;
            }
        }

        weights.Load(SafeTensorsFile.Of($$$"""{"a":{"dtype":"{{{type}}}","shape":[3],"data_offsets":[0,{{{3 * bytes}}}]}}""", data).AsSpan());
        Assert.Equal(values, weights["a"].ToArray());
    }

    [Fact]
    public void TensorsMayLieInAnyOrder()
    {
        Weights saved = Drawn();
        using var stream = new MemoryStream();
        var writer = new SafeTensorsWriter(stream);
        writer.WriteHeader(saved.Description.Parameters.Reverse().Select(static p => (p.Name, p.Shape)), []);
        foreach (ParameterInfo parameter in saved.Description.Parameters.Reverse())
        {
            writer.Write(saved[parameter.Name].ToArray());
        }

        var loaded = new Weights(saved.Description);
        loaded.Load(stream.ToArray().AsSpan());
        Assert.Equal(saved.Packed.Span.ToArray(), loaded.Packed.Span.ToArray());
    }

    [Fact]
    public void AFileOfAnotherNetworkIsRefusedWithAllDifferences()
    {
        Weights weights = Drawn();
        float[] before = weights.Packed.Span.ToArray();
        int version = weights.Version;
        byte[] file = SafeTensorsFile.Of(
            """
            {"conv1.weight":{"dtype":"F32","shape":[20,1,3,3],"data_offsets":[0,720]},
             "conv1.bias":{"dtype":"I32","shape":[20],"data_offsets":[720,800]},
             "extra":{"dtype":"F32","shape":[2,2],"data_offsets":[800,816]},
             "dense1.bias":{"dtype":"F32","shape":[5],"data_offsets":[816,836]}}
            """,
            new byte[836]);
        var error = Assert.Throws<WeightMismatchException>(() => weights.Load(file.AsSpan()));
        Assert.Equal(
            [
                "missing: dense1.weight [5, 80]",
                "wrong shape: conv1.weight is [20, 1, 3, 3] in the file and [20, 3, 3, 3] in the network",
                "wrong type: conv1.bias is I32 in the file; F32, F64, F16 and BF16 can be read",
                "unexpected: extra [2, 2]",
            ],
            error.Differences);
        Assert.All(error.Differences, difference => Assert.Contains(difference, error.Message));
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(version, weights.Version);
    }

    /// <summary>Large files are read on several threads, in portions of sixteen rows and more.</summary>
    [Theory]
    [InlineData("F32", 4)]
    [InlineData("BF16", 2)]
    public void LargeFilesLoadToTheLastValue(string type, int bytes)
    {
        const int filters = 1003, channels = 1234, length = 1008 * channels;
        NetworkDescription network = new(
            "Large", [channels], [NetworkOutput.Main([filters], endsInSoftmax: false)], [],
            [
                new("weight", [filters, channels], ParameterRole.Weight, Initialization.Zero, 1, 1, 0, [PackedAxis.Blocked(filters, channels * 16), PackedAxis.Strided(channels, 16)]),
                new("bias", [filters], ParameterRole.Bias, Initialization.Zero, 1, 1, length, [PackedAxis.Strided(filters, 1)]),
                new("more", [filters, channels], ParameterRole.Weight, Initialization.Zero, 1, 1, length + 1008, [PackedAxis.Strided(filters, channels), PackedAxis.Strided(channels, 1)]),
            ],
            length + 1008 + (filters * channels));
        byte[] data = new byte[bytes * ((2 * filters * channels) + filters)];
        new Random(8).NextBytes(data);
        for (int i = bytes - 1; i < data.Length; i += bytes)
        {
            data[i] = (byte)(data[i] & 0xBF);
        }

        int first = filters * channels * bytes, second = first + (filters * bytes);
        byte[] file = SafeTensorsFile.Of(
            $$$"""{"weight":{"dtype":"{{{type}}}","shape":[{{{filters}}},{{{channels}}}],"data_offsets":[0,{{{first}}}]},"bias":{"dtype":"{{{type}}}","shape":[{{{filters}}}],"data_offsets":[{{{first}}},{{{second}}}]},"more":{"dtype":"{{{type}}}","shape":[{{{filters}}},{{{channels}}}],"data_offsets":[{{{second}}},{{{data.Length}}}]}}""",
            data);
        string path = Path.Combine(folder, "large.safetensors");
        File.WriteAllBytes(path, file);
        var weights = new Weights(network);
        weights.Load(path);
        var fromMemory = new Weights(network);
        fromMemory.Load(file.AsSpan());
        foreach (Weights loaded in new[] { weights, fromMemory })
        {
            float[] values = [.. network.Parameters.SelectMany(parameter => loaded[parameter.Name].ToArray())];
            for (int i = 0; i < values.Length; i++)
            {
                float expected = bytes == 4
                    ? BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(4 * i))
                    : BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(2 * i)) << 16);
                Assert.True(expected.Equals(values[i]), $"value {i} is {values[i]}, not {expected}");
            }
        }

        Assert.True(weights.Packed.Span.SequenceEqual(fromMemory.Packed.Span));

        // Cut behind the check of its length, a file fails as a whole.
        using var cut = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var header = new SafeTensorsReader(cut, "cut").Header;
        cut.SetLength(header.DataStart + header.DataLength - 1);
        Assert.Contains(
            "within tensor 'more'",
            Assert.Throws<SafeTensorsException>(() => TensorLoading.Run(cut.SafeFileHandle, header, "cut", network)).Message);
    }

    [Fact]
    public void AStreamThatBreaksOffChangesNothing()
    {
        Weights weights = Drawn();
        float[] before = weights.Packed.Span.ToArray();
        var other = new Weights(Descriptions.ConvAndDense);
        other.Initialize(99);
        byte[] file = SafeTensorsFile.Of(other);
        var cut = Assert.Throws<SafeTensorsException>(() => weights.Load(new OneWayStream(file[..^100])));
        Assert.Contains("dense1.weight", cut.Message);
        Assert.Equal(file.Length - 100, cut.ByteOffset);
        Assert.Throws<SafeTensorsException>(() => weights.Load(new OneWayStream([.. file, 0])));
        Assert.Equal(before, weights.Packed.Span.ToArray());
    }

    internal static NetworkDescription OneParameter(params int[] shape)
    {
        int length = shape.Aggregate(1, static (a, b) => a * b);
        PackedAxis[] axes = [.. shape.Select((size, i) => PackedAxis.Strided(size, shape[(i + 1)..].Aggregate(1, static (a, b) => a * b)))];
        return new("One", [1], [NetworkOutput.Main([1], endsInSoftmax: false)], [], [new("a", shape, ParameterRole.Weight, Initialization.Zero, 1, 1, 0, axes)], length);
    }

    private static Weights Drawn()
    {
        var weights = new Weights(Descriptions.ConvAndDense);
        weights.Initialize(77);
        return weights;
    }
}
