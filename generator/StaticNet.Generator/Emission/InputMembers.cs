using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Emission;

/// <summary>
/// Writes what takes pictures in other forms than the network's own, floats channel after channel: bytes, and pixels one after another. They are
/// brought into that form in one pass, which normalises them, too; the code behind it is the same for all.
/// </summary>
internal sealed class InputMembers(NetworkGraph graph)
{
    private static readonly (string Type, string What)[] Elements =
    [
        ("byte", "each byte divided by 255"),
        ("float", "floats"),
    ];

    /// <summary>The method that predicts from what is normalised already.</summary>
    public string PredictNormalized => graph.Normalization is null ? "Predict" : "PredictNormalized";

    /// <summary>Who may call it.</summary>
    public string NormalizedAccess => graph.Normalization is null ? "public" : "private";

    /// <summary>What the network's description says of the input beside its shape.</summary>
    public string Description => graph.Normalization is { } normalization
        ? $" {{ InputMean = [{List(normalization.Mean)}], InputDeviation = [{List(normalization.Deviation)}] }}"
        : "";

    /// <summary>Behind the description, which it is made from.</summary>
    public void EmitReader(CodeWriter writer)
    {
        writer.Line("private static readonly InputReader inputReader = new(Summary);");
        writer.Line();
    }

    /// <summary>Prediction from what is normalised, in a workspace of the pool's, for a network that normalises.</summary>
    public void EmitPooled(CodeWriter writer)
    {
        using (writer.Open($"private void {PredictNormalized}(ReadOnlySpan<float> input, Span<float> output)"))
        {
            writer.Line("Workspace workspace = workspaces.Rent(this);");
            using (writer.Open("try"))
            {
                writer.Line($"{PredictNormalized}(input, output, workspace);");
            }

            using (writer.Open("finally"))
            {
                writer.Line("workspaces.Return(workspace);");
            }
        }
    }

    public void EmitPredictions(CodeWriter writer)
    {
        if (graph.Normalization is not null)
        {
            EmitNormalizing(writer, "Predict(ReadOnlySpan<float> input, Span<float> output)", "input, PixelOrder.Planar", "output", "without allocation. Any number of threads may call this at once");
            EmitNormalizing(
                writer, "Predict(ReadOnlySpan<float> input, Span<float> output, Workspace workspace)", "input, PixelOrder.Planar", "output, workspace",
                "in a workspace of the caller's");
        }

        foreach ((string type, string what) in Elements)
        {
            writer.Line($"/// <summary>The network's outputs for one or more pictures of {type}s in another order.</summary>");
            writer.Line($"/// <param name=\"pixels\">n pictures of {graph.InputShape}, {what}.</param>");
            writer.Line("/// <param name=\"order\">The order of their values.</param>");
            writer.Line("/// <exception cref=\"ArgumentException\">The input is not a whole number of pictures in that order.</exception>");
            using (writer.Open($"public float[] Predict(ReadOnlySpan<{type}> pixels, PixelOrder order)"))
            {
                writer.Line("var output = new float[inputReader.CountOf(pixels.Length, order) * OutputLength];");
                writer.Line("Predict(pixels, order, output);");
                writer.Line("return output;");
            }

            writer.Line();
            EmitNormalizing(
                writer, $"Predict(ReadOnlySpan<{type}> pixels, PixelOrder order, Span<float> output)", "pixels, order", "output",
                $"of {type}s in another order, without allocation");
            EmitNormalizing(
                writer, $"Predict(ReadOnlySpan<{type}> pixels, PixelOrder order, Span<float> output, Workspace workspace)", "pixels, order", "output, workspace",
                $"of {type}s in another order, in a workspace of the caller's");
        }
    }

    private void EmitNormalizing(CodeWriter writer, string signature, string read, string predict, string what)
    {
        writer.Line($"/// <summary>The network's outputs for one or more pictures{(what.StartsWith("of", StringComparison.Ordinal) ? " " : ", ")}{what}.</summary>");
        writer.Line("/// <exception cref=\"ArgumentException\">The lengths do not fit the network.</exception>");
        using (writer.Open($"public void {signature}"))
        {
            writer.Line($"using InputPictures pictures = inputReader.Read({read});");
            writer.Line($"{PredictNormalized}(pictures.Values, {predict});");
        }

        writer.Line();
    }

    private static string List(EquatableArray<float> values) => string.Join(", ", values.Select(static value => Isa.Text(value)));
}
