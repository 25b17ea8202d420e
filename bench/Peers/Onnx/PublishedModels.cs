using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Runtime.InteropServices;
using StaticNet.Measurement;
using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>
/// The models of the published list (gen_models.py): ONNX files that another program wrote, with their weights as safetensors. They check
/// that the declaration means the same network to others; they end in logits.
/// </summary>
internal static class PublishedModels
{
    private static readonly string Script = Path.GetFullPath(Repository.Path("..", "shared", "peers", "gen_models.py"));
    private static readonly string Folder = Repository.Path("artifacts", "peers", "models");

    /// <summary>Whether the script that writes the models is beside this repository.</summary>
    public static bool CanBeWritten => File.Exists(Script);

    /// <summary>Writes the models of <paramref name="names"/>.</summary>
    /// <exception cref="InvalidOperationException">The script failed, most likely for want of a Python module.</exception>
    public static void Write(IEnumerable<string> names)
    {
        Directory.CreateDirectory(Folder);
        try
        {
            // Debian's interpreter, which sees Debian's python3-onnx; another one may come first on the path.
            using Process python = Process.Start("/usr/bin/python3", [Script, Folder, .. names]);
            python.WaitForExit();
            if (python.ExitCode == 0)
            {
                return;
            }
        }
        catch (Win32Exception)
        {
            // Said below: the remedy is the same.
        }

        throw new InvalidOperationException(
            "gen_models.py failed. It needs Python with onnx and numpy; on Debian: apt install python3-onnx.");
    }

    /// <summary>
    /// The model called <paramref name="name"/> for one picture; its weights are put into <paramref name="network"/>.
    /// </summary>
    /// <exception cref="FileNotFoundException">The model was not written.</exception>
    /// <exception cref="InvalidDataException">The weights are not those of the declared network.</exception>
    public static PeerModel Load(string name, INetwork network)
    {
        string path = Path.Combine(Folder, name);
        if (!File.Exists(path + ".onnx"))
        {
            throw new FileNotFoundException($"{path}.onnx is missing: the command setup writes it, given gen_models.py.");
        }

        LoadWeights(File.ReadAllBytes(path + ".safetensors"), network);
        NetworkDescription description = network.Description;
        return new PeerModel(
            File.ReadAllBytes(path + ".onnx"),
            new OrtTensor("input", [1, .. description.InputShape]),
            new OrtTensor("output", [1, .. description.OutputShape]),
            EndsInLogits: true);
    }

    // The file numbers its tensors through ("000.conv.weight") in order of declaration, where the network has names of its own.
    private static void LoadWeights(byte[] file, INetwork network)
    {
        int headerLength = checked((int)BitConverter.ToUInt64(file));
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(file.AsSpan(sizeof(ulong) + headerLength));
        JsonProperty[] tensors = [.. header.RootElement.EnumerateObject()];
        ParameterInfo[] parameters = [.. network.Description.Parameters];
        if (tensors.Length != parameters.Length)
        {
            throw new InvalidDataException($"The model has {tensors.Length} tensors, the network {parameters.Length} parameters.");
        }

        foreach ((JsonProperty tensor, ParameterInfo parameter) in tensors.Zip(parameters))
        {
            int[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            if (!shape.SequenceEqual(parameter.Shape))
            {
                throw new InvalidDataException(
                    $"{tensor.Name} is [{string.Join(", ", shape)}] in the model, "
                    + $"{parameter.Name} [{string.Join(", ", parameter.Shape)}] in the network.");
            }

            JsonElement offsets = tensor.Value.GetProperty("data_offsets");
            int start = offsets[0].GetInt32() / sizeof(float);
            int end = offsets[1].GetInt32() / sizeof(float);
            network.Weights[parameter.Name].CopyFrom(values[start..end]);
        }
    }
}
