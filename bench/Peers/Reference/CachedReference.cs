using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StaticNet.Measurement;

namespace StaticNet.Peers.Reference;

/// <summary>
/// The double-precision answers of one model, kept on disk under a hash of model and picture: VGG-16's takes longer than its measurement.
/// </summary>
internal sealed class CachedReference(byte[] model)
{
    private static readonly string Folder = Repository.Path("artifacts", "peers", "reference");

    private readonly byte[] hash = SHA256.HashData(model);
    private DoubleModel? evaluated;

    /// <summary>The output for one picture.</summary>
    /// <exception cref="NotSupportedException">An operator is not known to the reference.</exception>
    public double[] Run(ReadOnlySpan<float> picture)
    {
        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // The reference's own code is part of what an answer depends on.
        key.AppendData(typeof(DoubleModel).Module.ModuleVersionId.ToByteArray());
        key.AppendData(hash);
        key.AppendData(MemoryMarshal.AsBytes(picture));
        string path = Path.Combine(Folder, Convert.ToHexStringLower(key.GetHashAndReset()[..12]));
        if (File.Exists(path))
        {
            return MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();
        }

        double[] output = (evaluated ??= new DoubleModel(model)).Run(picture);
        Directory.CreateDirectory(Folder);

        // Renamed when it is whole: another run may look for it at the same time.
        string part = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(part, MemoryMarshal.AsBytes(output.AsSpan()).ToArray());
        File.Move(part, path, overwrite: true);
        return output;
    }
}
