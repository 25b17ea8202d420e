using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning;

/// <summary>Graph to plan: layouts first, then the parameters whose order follows from them, then the programs.</summary>
internal static class Planner
{
    public static NetworkPlan Plan(NetworkGraph graph)
    {
        var layers = new LayerPlan(graph);
        var parameters = new ParameterPlanner(graph, layers);

        var predict = new ProgramBuilder();
        new ForwardPlanner(graph, layers, parameters, predict, training: false).Plan();

        var training = new ProgramBuilder();
        var prepare = new ProgramBuilder();
        var forward = new ForwardPlanner(graph, layers, parameters, training, training: true);
        forward.Plan();
        int split = training.Count;
        var backward = new BackwardPlanner(graph, layers, parameters, training, prepare, forward);
        backward.Plan();

        return new NetworkPlan(
            graph,
            parameters.Parameters,
            parameters.Length,
            backward.TransposedLength,
            predict.Groups(0, predict.Count),
            predict.Place(),
            training.Groups(0, split),
            prepare.Groups(0, prepare.Count),
            training.Groups(split, training.Count),
            training.Place(split),
            graph[graph.Outputs[0].Node].Layer is Softmax);
    }
}
