using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Planning;

/// <summary>
/// An output in the row of outputs that the caller gets of each picture: the main one first, those that only training computes last, so
/// that the row of a prediction is the beginning of that of a training pass.
/// </summary>
internal sealed record OutputPlan(int Node, string Name, int Offset, int RowLength)
{
    public static EquatableArray<OutputPlan> Of(NetworkGraph graph, bool training)
    {
        GraphOutput[] outputs = [.. graph.Outputs.Where(static output => !output.TrainingOnly)];
        if (training)
        {
            outputs = [.. outputs, .. graph.Outputs.Where(static output => output.TrainingOnly)];
        }

        int length = outputs.Sum(output => graph[output.Node].Output.Length), offset = 0;
        var plans = new List<OutputPlan>();
        foreach (GraphOutput output in outputs)
        {
            plans.Add(new OutputPlan(output.Node, output.Name, offset, length));
            offset += graph[output.Node].Output.Length;
        }

        return plans.ToEquatableArray();
    }
}
