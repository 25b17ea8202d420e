using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using StaticNet.Training;

namespace StaticNet.Tests;

public sealed class PackedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("staticnet").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public unsafe void WhatIsSavedPackedMapsAndLoads()
    {
        Weights saved = Drawn(Descriptions.ConvAndDense);
        string path = Saved(saved);
        var mapped = new Weights(Descriptions.ConvAndDense);
        mapped.Map(path);
        Assert.True(mapped.Packed.IsMapped);
        Assert.Equal(1, mapped.Version);
        Assert.Equal(saved.Packed.Span.ToArray(), mapped.Packed.Span.ToArray());
        Assert.Equal(0u, (nuint)Unsafe.AsPointer(ref mapped.Packed.Origin) % 64);
        for (int i = 0; i < AlignedBuffer.Slack; i++)
        {
            Assert.Equal(0f, Unsafe.Add(ref mapped.Packed.Origin, mapped.Packed.Length + i));
        }

        Action<Weights>[] ways =
        [
            weights => weights.Load(path),
            weights => weights.Load(File.ReadAllBytes(path).AsSpan()),
            weights => weights.Load(new OneWayStream(File.ReadAllBytes(path))),
        ];
        foreach (Action<Weights> load in ways)
        {
            var loaded = new Weights(Descriptions.ConvAndDense);
            load(loaded);
            Assert.False(loaded.Packed.IsMapped);
            Assert.Equal(saved.Packed.Span.ToArray(), loaded.Packed.Span.ToArray());
        }

        GC.KeepAlive(mapped);
    }

    [Fact]
    public void TheSameWeightsGiveTheSameFile()
    {
        byte[] first = File.ReadAllBytes(Saved(Drawn(Descriptions.ConvAndDense)));
        var mapped = new Weights(Descriptions.ConvAndDense);
        mapped.Map(Saved(Drawn(Descriptions.ConvAndDense), "again"));
        Assert.Equal(first, File.ReadAllBytes(Saved(mapped, "mapped")));
        long header = BinaryPrimitives.ReadInt64LittleEndian(first);
        Assert.Equal(0, (8 + header) % 64);
        Assert.Equal(8 + header + (sizeof(float) * (3216 + AlignedBuffer.Slack)), first.Length);
    }

    [Fact]
    public void MappedWeightsPredictTheSameBits()
    {
        var network = new LinearNetwork(7, 5, seed: 3);
        var other = new LinearNetwork(7, 5, seed: 4);
        other.Weights.Map(Saved(network.Weights));
        float[] input = TestData.Uniform(7 * 4, 5), expected = new float[20], actual = new float[20];
        network.Predict(input, expected, network.CreateWorkspace());
        other.Predict(input, actual, other.CreateWorkspace());
        Assert.Equal(expected, actual);
    }

    /// <summary>A page that is written to becomes the process's own: the file and others that map it keep what they have.</summary>
    [Fact]
    public void TrainingOnMappedWeightsLeavesTheFileAlone()
    {
        var drawn = new LinearNetwork(6, 3, seed: 3);
        string path = Saved(drawn.Weights);
        byte[] file = File.ReadAllBytes(path);
        var mapped = new LinearNetwork(6, 3, seed: 9);

        // The trainer is there before the weights are: it finds them all the same.
        using var trainer = new Trainer(mapped, Options());
        mapped.Weights.Map(path);
        var witness = new Weights(mapped.Description);
        witness.Map(path);
        using var reference = new Trainer(drawn, Options());
        float[] inputs = TestData.Uniform(6 * 8, 1);
        int[] labels = [0, 1, 2, 0, 1, 2, 0, 1];
        float[] before = witness.Packed.Span.ToArray();
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(reference.TrainStep(inputs, labels).Loss, trainer.TrainStep(inputs, labels).Loss);
        }

        Assert.NotEqual(before, mapped.Weights.Packed.Span.ToArray());
        Assert.Equal(drawn.Weights.Packed.Span.ToArray(), mapped.Weights.Packed.Span.ToArray());
        Assert.Equal(before, witness.Packed.Span.ToArray());
        Assert.Equal(file, File.ReadAllBytes(path));
        GC.KeepAlive(witness);

        static TrainerOptions Options() => new() { BatchSize = 8, Optimizer = new Sgd(0.1), Threads = 1 };
    }

    [Fact]
    public void AMappedFileMayBeReplacedAndDeleted()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Weights weights = Drawn(Descriptions.ConvAndDense);
        string path = Saved(weights);
        float[] before = weights.Packed.Span.ToArray();
        var mapped = new Weights(Descriptions.ConvAndDense);
        mapped.Map(path);
        weights.Initialize(5);
        weights.Save(path, WeightFormat.Packed);
        Assert.Equal(before, mapped.Packed.Span.ToArray());
        File.Delete(path);
        Assert.Equal(before, mapped.Packed.Span.ToArray());
        mapped.Save(path, WeightFormat.Packed);
        mapped.Map(path);
        Assert.Equal(before, mapped.Packed.Span.ToArray());
        Assert.Throws<FileNotFoundException>(() => mapped.Map(path + "?"));
        Assert.Equal(before, mapped.Packed.Span.ToArray());
    }

    [Fact]
    public void MappingsEndWithTheirWeights()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string path = Saved(Drawn(Descriptions.ConvAndDense), "ending");
        Assert.Contains("ending", WhileMapped(path));
        Assert.DoesNotContain("ending", Maps());

        // Methods of their own, so that no register or slot of this one holds what is to be collected.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static string WhileMapped(string path)
        {
            var weights = new Weights(Descriptions.ConvAndDense);
            weights.Map(path);
            string maps = Maps();
            Assert.NotEqual(0f, weights.Packed.Span[0]);
            GC.KeepAlive(weights);
            return maps;
        }

        static string Maps()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return File.ReadAllText("/proc/self/maps");
        }
    }

    [Fact]
    public void AFileOfAnotherNetworkIsRefusedByWhatDiffers()
    {
        string path = Saved(new LinearNetwork(7, 5).Weights);
        Weights weights = Drawn(Descriptions.ConvAndDense);
        float[] before = weights.Packed.Span.ToArray();
        int version = weights.Version;
        foreach (Action load in new Action[] { () => weights.Map(path), () => weights.Load(path) })
        {
            var error = Assert.Throws<WeightMismatchException>(load);
            Assert.Equal(
                [
                    "missing: conv1.weight [20, 3, 3, 3]",
                    "missing: conv1.bias [20]",
                    "wrong shape: dense1.weight is [5, 7] in the file and [5, 80] in the network",
                ],
                error.Differences);
        }

        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(version, weights.Version);
    }

    [Fact]
    public void AFileOfAnotherLayoutSaysToSaveItAgain()
    {
        string path = Saved(Drawn(Descriptions.Compact));
        var error = Assert.Throws<WeightMismatchException>(() => new Weights(Descriptions.ConvAndDense).Map(path));
        Assert.Equal(
            "packed in another order, by another version of this library or of the declaration: conv1.weight, conv1.bias, dense1.weight, dense1.bias. "
            + "Load the safetensors file and save it packed again",
            Assert.Single(error.Differences));

        byte[] file = File.ReadAllBytes(path);
        string text = Encoding.Latin1.GetString(file).Replace("\"version\":\"1\"", "\"version\":\"2\"");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));
        Assert.Contains(
            "is of version 2 of the packed format, and this library reads version 1",
            Assert.Throws<SafeTensorsException>(() => new Weights(Descriptions.Compact).Map(path)).Message);
    }

    [Fact]
    public void ASafeTensorsFileIsNotMapped()
    {
        string path = Path.Combine(folder, "small.safetensors");
        Drawn(Descriptions.ConvAndDense).Save(path);
        Assert.Contains(
            "small.safetensors is not packed, so it cannot be mapped: Load reads it",
            Assert.Throws<SafeTensorsException>(() => new Weights(Descriptions.ConvAndDense).Map(path)).Message);
    }

    [Fact]
    public void FormatsAreTheTwoThereAre() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Drawn(Descriptions.ConvAndDense).Save(Path.Combine(folder, "x"), (WeightFormat)2));

    /// <summary>Any change of the header, and any cut: the file maps with just the data it has, or is refused with the one exception type.</summary>
    [Fact]
    public void MutatedFilesMapOrAreRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Weights original = Drawn(Descriptions.ConvAndDense);
        float[] before = original.Packed.Span.ToArray();
        string path = Saved(original);
        byte[] good = File.ReadAllBytes(path);
        int headerEnd = 8 + BitConverter.ToInt32(good);
        var random = new Random(6);
        var weights = new Weights(Descriptions.ConvAndDense);
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] file = [.. good];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(headerEnd);
                file[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"0123456789{}[]\",: "[random.Next(18)];
            }

            file = random.Next(4) switch
            {
                0 => file[..random.Next(file.Length)],
                1 => [.. file, .. new byte[random.Next(1, 9)]],
                _ => file,
            };
            File.Delete(path);
            File.WriteAllBytes(path, file);
            try
            {
                weights.Map(path);
                Assert.Equal(before, weights.Packed.Span.ToArray());
            }
            catch (SafeTensorsException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_500, 3_000);
        GC.KeepAlive(weights);
    }

    /// <summary>A network that is loaded before it is used never draws a value; one that is used draws what its seed says, whoever comes first.</summary>
    [Fact]
    public void ValuesAreDrawnWhenTheyAreFirstRead()
    {
        float[] expected = Drawn(Descriptions.ConvAndDense).Packed.Span.ToArray();
        for (int round = 0; round < 20; round++)
        {
            var weights = new Weights(Descriptions.ConvAndDense);
            weights.Initialize(77);
            Assert.Equal(1, weights.Version);
            using var start = new Barrier(4);
            AlignedBuffer[] seen = new AlignedBuffer[4];
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                seen[i] = weights.Packed;
                Assert.Equal(expected, seen[i].Span.ToArray());
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.All(seen, buffer => Assert.Same(weights.Packed, buffer));
        }
    }

    private static Weights Drawn(NetworkDescription network)
    {
        var weights = new Weights(network);
        weights.Initialize(77);
        return weights;
    }

    private string Saved(Weights weights, string name = "small")
    {
        string path = Path.Combine(folder, name + ".packed");
        weights.Save(path, WeightFormat.Packed);
        return path;
    }
}
