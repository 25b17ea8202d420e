using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using StaticNet.Measurement;
using StaticNet.Peers.Onnx.Format;
using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>
/// The models of the published list (gen_models.py): ONNX files that another program wrote, with their weights as safetensors. They check
/// that the declaration means the same network to others.
/// </summary>
internal static class PublishedModels
{
    private static readonly string Script = Path.GetFullPath(Repository.Path("..", "shared", "peers", "gen_models.py"));
    private static readonly string Folder = Repository.Path("artifacts", "peers", "models");

    /// <summary>Whether the script that writes the models is beside this repository.</summary>
    public static bool CanBeWritten => File.Exists(Script);

    /// <summary>Writes those models of <paramref name="names"/> that are not there yet.</summary>
    /// <exception cref="InvalidOperationException">The script failed, most likely for want of a Python module.</exception>
    public static void Write(IEnumerable<string> names)
    {
        string[] missing = [.. names.Where(static name => !File.Exists(WeightsOf(name)))];
        if (missing.Length == 0)
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        try
        {
            // Debian's interpreter, which sees Debian's python3-onnx; another one may come first on the path.
            using Process python = Process.Start("/usr/bin/python3", [Script, Folder, .. missing]);
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

    /// <summary>The model called <paramref name="name"/>, written if need be; its weights are put into <paramref name="network"/>.</summary>
    /// <param name="name">A name of the list.</param>
    /// <param name="network">The declared network.</param>
    /// <param name="batch">Pictures in one run. The files are for one; a batch changes the size of their two ends and nothing else.</param>
    /// <exception cref="InvalidOperationException">The model cannot be written.</exception>
    /// <exception cref="InvalidDataException">The weights are not those of the declared network.</exception>
    public static PeerModel Load(string name, IPredictor network, int batch)
    {
        Write([name]);
        LoadWeights(File.ReadAllBytes(WeightsOf(name)), network);
        NetworkDescription description = network.Description;
        byte[] model = File.ReadAllBytes(Path.Combine(Folder, name + ".onnx"));
        return new PeerModel(
            batch == 1 ? model : WithBatch(model, batch),
            new OrtTensor("input", [batch, .. description.InputShape]),
            new OrtTensor("output", [batch, .. description.OutputShape]));
    }

    // The script writes the weights last.
    private static string WeightsOf(string name) => Path.Combine(Folder, name + ".safetensors");

    private static byte[] WithBatch(byte[] bytes, int batch)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(bytes);
        foreach (ValueInfoProto end in model.Graph.Input.Concat(model.Graph.Output))
        {
            end.Type.TensorType.Shape.Dim[0].DimValue = batch;
        }

        return model.ToByteArray();
    }

    // The file numbers its tensors through ("000.conv.weight") in order of declaration, where the network has names of its own.
    private static void LoadWeights(byte[] file, IPredictor network)
    {
        int headerLength = checked((int)BitConverter.ToUInt64(file));
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
        ReadOnlySpan<byte> values = file.AsSpan(sizeof(ulong) + headerLength);
        JsonProperty[] tensors = [.. header.RootElement.EnumerateObject()];
        ParameterInfo[] parameters = [.. network.Description.Parameters];
        if (tensors.Length != parameters.Length)
        {
            throw new InvalidDataException($"The model has {tensors.Length} tensors, the network {parameters.Length} parameters.");
        }

        foreach ((JsonProperty tensor, ParameterInfo parameter) in tensors.Zip(parameters))
        {
            int[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            if (!shape.SequenceEqual(parameter.Shape) || tensor.Name.Split('.')[^1] != parameter.Name.Split('.')[^1])
            {
                throw new InvalidDataException(
                    $"{tensor.Name} is [{string.Join(", ", shape)}] in the model, "
                    + $"{parameter.Name} [{string.Join(", ", parameter.Shape)}] in the network.");
            }

            JsonElement offsets = tensor.Value.GetProperty("data_offsets");
            network.Weights[parameter.Name].CopyFrom(MemoryMarshal.Cast<byte, float>(values[offsets[0].GetInt32()..offsets[1].GetInt32()]));
        }
    }
}
