using System.Globalization;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>What the members of a network say about its outputs.</summary>
internal sealed class OutputMembers(NetworkGraph graph)
{
    private readonly EquatableArray<OutputPlan> predicted = OutputPlan.Of(graph, training: false);

    /// <summary>"(10, 1, 1)", or with further outputs "output (10, 1, 1), aux1 (5, 1, 1)".</summary>
    public string Text => predicted.Count == 1
        ? ShapeOf(predicted[0]).ToString()
        : string.Join(", ", predicted.Select(output => $"{output.Name} {ShapeOf(output)}"));

    /// <summary>"n x (10, 1, 1) values", or with further outputs "n rows of 15 values: output (10, 1, 1), aux1 (5, 1, 1)".</summary>
    public string BatchText => predicted.Count == 1 ? $"n x {Text} values" : $"n rows of {predicted[0].RowLength} values: {Text}";

    /// <summary>The length of a row of prediction, and where in it an output lies when there are several.</summary>
    public void EmitConstants(CodeWriter writer)
    {
        if (predicted.Count == 1)
        {
            writer.Line($"/// <summary>Values that the network makes of one picture: {Text}.</summary>");
            writer.Line($"public const int OutputLength = {predicted[0].RowLength};");
            writer.Line();
            return;
        }

        writer.Line("/// <summary>");
        writer.Line("/// Values that the network makes of one picture, its outputs one behind another:");
        writer.Line("/// <list type=\"bullet\">");
        foreach (OutputPlan output in predicted)
        {
            writer.Line($"/// <item><c>{output.Name}</c>: {ShapeOf(output)}, from {output.Offset} on</item>");
        }

        writer.Line("/// </list>");
        writer.Line("/// </summary>");
        writer.Line($"public const int OutputLength = {predicted[0].RowLength};");
        writer.Line();
        foreach (OutputPlan output in predicted)
        {
            (string offset, string length) = GeneratedMembers.OutputConstants(output.Name);
            writer.Line($"/// <summary>Where in a picture's row of outputs <c>{output.Name}</c> begins.</summary>");
            writer.Line($"public const int {offset} = {output.Offset};");
            writer.Line();
            writer.Line($"/// <summary>Values of <c>{output.Name}</c>: {ShapeOf(output)}.</summary>");
            writer.Line($"public const int {length} = {ShapeOf(output).Length};");
            writer.Line();
        }
    }

    /// <summary>The list of outputs in the network's description, those that serve training only last.</summary>
    public void EmitDescriptions(CodeWriter writer)
    {
        writer.Line("    [");
        foreach (OutputPlan plan in OutputPlan.Of(graph, training: true))
        {
            GraphOutput output = graph.Outputs.First(output => output.Name == plan.Name);
            Shape shape = ShapeOf(plan);
            bool endsInSoftmax = graph[plan.Node].Layer is Softmax && !graph.UsersOf(plan.Node).Any();
            string weight = output.LossWeight.ToString("R", CultureInfo.InvariantCulture);
            writer.Line(
                $"        new NetworkOutput(\"{plan.Name}\", [{string.Join(", ", [shape.Channels, .. shape.Spatial])}], {plan.Offset}, "
                + $"EndsInSoftmax: {Flag(endsInSoftmax)}, TrainingOnly: {Flag(output.TrainingOnly)}, LossWeight: {weight}f),");
        }

        writer.Line("    ],");
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private Shape ShapeOf(OutputPlan output) => graph[output.Node].Output;
}
