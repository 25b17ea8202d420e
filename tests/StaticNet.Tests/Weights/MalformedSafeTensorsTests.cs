namespace StaticNet.Tests;

public sealed class MalformedSafeTensorsTests
{
    private const string Good = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    /// <summary>A header, the bytes of data behind it, and a part of what the exception says.</summary>
    public static TheoryData<string, int, string> Headers => new()
    {
        { "", 8, "does not begin with '{'" },
        { "[]", 8, "does not begin with '{'" },
        { " " + Good, 8, "does not begin with '{'" },
        { Good + "x", 8, "not valid JSON" },
        { Good + "{}", 8, "not valid JSON" },
        { Good[..^1], 8, "not valid JSON" },
        { Good.Replace(",", ",,"), 8, "not valid JSON" },
        { "/*c*/" + Good, 8, "does not begin with '{'" },
        { Good.Replace("{\"d", "{/*c*/\"d"), 8, "not valid JSON" },
        { Good.Replace("\"a\"", "\"\\ud800\""), 8, "invalid string" },
        { """{"a":[]}""", 0, "must be an object with dtype, shape and data_offsets" },
        { """{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "dtype is missing" },
        { """{"a":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "shape is missing" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", 8, "data_offsets is missing" },
        { Good.Replace("F32", "F33"), 8, "dtype 'F33' is not known" },
        { Good.Replace("\"F32\"", "32"), 8, "dtype must be a string" },
        { Good.Replace("[2]", "2"), 8, "shape must be a list" },
        { Good.Replace("[2]", "[\"2\"]"), 8, "shape must be a list" },
        { Good.Replace("[2]", "[-2]"), 8, "shape must be a list of whole numbers from 0" },
        { Good.Replace("[2]", "[2.0]"), 8, "shape must be a list of whole numbers from 0" },
        { Good.Replace("[2]", "[2e0]"), 8, "shape must be a list of whole numbers from 0" },
        { Good.Replace("[2]", "[99999999999999999999]"), 8, "shape must be a list of whole numbers from 0" },
        { Good.Replace("[2]", "[4611686018427387904,4611686018427387904]"), 8, "is too large" },
        { Good.Replace("[2]", "[3]"), 8, "F32 [3] takes 12 bytes, but data_offsets span 8" },
        { Good.Replace("[0,8]", "[0]"), 8, "data_offsets must be a begin and an end" },
        { Good.Replace("[0,8]", "[0,8,8]"), 8, "data_offsets must be a begin and an end" },
        { Good.Replace("[0,8]", "[8,0]"), 8, "data_offsets must be a begin and an end" },
        { Good.Replace("[0,8]", "[4,12]"), 12, "bytes 0 to 4 of the data belong to no tensor" },
        { Good.Replace("\"shape\"", "\"size\""), 8, "'size' is not part of a tensor's description" },
        { Good.Replace("\"shape\":[2]", "\"shape\":[2],\"shape\":[2]"), 8, "shape appears twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "'a' appears twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "it begins at 4, before the end of 'a' at 8" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16, "bytes 8 to 12 of the data belong to no tensor" },
        { """{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "the value of 'k' must be a string" },
        { """{"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "__metadata__: must be an object of strings" },
        { """{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "'k' appears twice" },
        { """{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "'__metadata__' appears twice" },
        { """{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", 8, "shape must be a list" },
        { Good, 7, "the file ends at byte" },
        { Good, 0, "within tensor 'a'; 8 bytes are missing" },
        { Good, 9, "goes on behind its last tensor" },
        { Good.Replace("[0,8]", "[0,4611686018427387904]").Replace("[2]", "[1152921504606846976]"), 8, "the file ends at byte" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void IsRefusedWithAReason(string header, int dataLength, string reason)
    {
        byte[] file = SafeTensorsFile.Of(header, new byte[dataLength]);
        var weights = new Weights(WeightFileTests.OneParameter(2));
        var fromMemory = Assert.Throws<SafeTensorsException>(() => weights.Load(file.AsSpan()));
        Assert.Contains(reason, fromMemory.Message);
        Assert.NotNull(fromMemory.ByteOffset);
        Assert.Throws<SafeTensorsException>(() => weights.Load(new MemoryStream(file)));
        Assert.ThrowsAny<SafeTensorsException>(() => weights.Load(new OneWayStream(file)));
        Assert.Equal(0, weights.Version);
    }

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty", [], "0 bytes are too few" },
        { "seven bytes", [1, 2, 3, 4, 5, 6, 7], "7 bytes are too few" },
        { "no header", [16, 0, 0, 0, 0, 0, 0, 0], "does not fit into a file of 8" },
        { "half a header", [16, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "does not fit into a file of 9" },
        { "an enormous header", [0, 0, 0, 0, 0, 0, 0, 128, (byte)'{'], "over the limit" },
        { "invalid UTF-8", SafeTensorsFile.Of([(byte)'{', 0xFF, (byte)'}'], []), "not valid UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void BrokenBeginningsAreRefused(string what, byte[] file, string reason)
    {
        var weights = new Weights(WeightFileTests.OneParameter(2));
        var error = Assert.Throws<SafeTensorsException>(() => weights.Load(file.AsSpan()));
        Assert.True(error.Message.Contains(reason), $"{what}: {error.Message}");
        Assert.Throws<SafeTensorsException>(() => weights.Load(new OneWayStream(file)));
    }

    [Fact]
    public void UnusualButValidFilesAreRead()
    {
        var weights = new Weights(WeightFileTests.OneParameter(2));
        byte[] data = [0, 0, 128, 63, 0, 0, 0, 64];
        weights.Load(SafeTensorsFile.Of(Good + "   ", data).AsSpan());
        Assert.Equal([1f, 2f], weights["a"].ToArray());
        weights.Load(SafeTensorsFile.Of(Good.Replace("\"a\"", "\"\\u0061\""), data).AsSpan());
        weights.Load(SafeTensorsFile.Of("""{"a":{"data_offsets":[0,8],"shape":[2],"dtype":"F32"},"__metadata__":{"x":"y"}}""", data).AsSpan());
        Assert.Equal([1f, 2f], weights["a"].ToArray());
    }

    /// <summary>
    /// Any change of any byte, and any cut: the file loads with just the data it has, or is refused with the one
    /// exception type.
    /// </summary>
    [Fact]
    public void MutatedFilesLoadOrAreRefused()
    {
        var original = new Weights(Descriptions.ConvAndDense);
        original.Initialize(3);
        byte[] good = SafeTensorsFile.Of(original);
        int headerEnd = 8 + BitConverter.ToInt32(good);
        float[] before = original.Packed.Span.ToArray();
        var random = new Random(4);
        var weights = new Weights(Descriptions.ConvAndDense);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] file = [.. good];
            int changes = random.Next(1, 4);
            for (int i = 0; i < changes; i++)
            {
                int at = random.Next(headerEnd);
                file[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(file[at] ^ (1 << random.Next(8))),
                    _ => (byte)"0123456789{}[]\",: "[random.Next(18)],
                };
            }

            file = random.Next(4) switch
            {
                0 => file[..random.Next(file.Length)],
                1 => [.. file, .. new byte[random.Next(1, 9)]],
                _ => file,
            };
            try
            {
                weights.Load(file.AsSpan());
                Assert.Equal(before, weights.Packed.Span.ToArray());
            }
            catch (SafeTensorsException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }
}
