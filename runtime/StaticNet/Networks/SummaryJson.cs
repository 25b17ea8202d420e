using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StaticNet;

/// <summary>Writes a network's description as JSON, by the schema that <see cref="NetworkDescription.ToJson"/> states.</summary>
internal static class SummaryJson
{
    private const string Schema = "staticnet-summary/1";

    public static string Format(NetworkDescription network)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("name", network.Name);
            Write(json, "inputShape", network.InputShape);
            Write(json, "outputShape", network.OutputShape);
            json.WriteStartObject("totals");
            json.WriteNumber("parameters", network.ParameterCount);
            json.WriteNumber("multiplyAdds", network.MultiplyAdds);
            json.WriteNumber("activationBytes", network.ActivationBytes);
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (LayerSummary layer in network.Layers)
            {
                Write(json, layer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, LayerSummary layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteString("kind", layer.Kind);
        json.WriteStartArray("inputs");
        foreach (string input in layer.Inputs)
        {
            json.WriteStringValue(input);
        }

        json.WriteEndArray();
        json.WriteString("outputName", layer.OutputName);
        Write(json, "outputShape", layer.OutputShape);
        json.WriteNumber("parameters", layer.Parameters);
        json.WriteNumber("multiplyAdds", layer.MultiplyAdds);
        json.WriteNumber("activationBytes", layer.ActivationBytes);
        Write(json, "receptiveField", layer.ReceptiveField);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<int> sizes)
    {
        json.WriteStartArray(name);
        foreach (int size in sizes)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
    }
}
