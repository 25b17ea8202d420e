using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Planning;

/// <summary>Graph to plan: layouts first, then the parameters whose order follows from them, then the programs.</summary>
internal static class Planner
{
    public static NetworkPlan Plan(NetworkGraph graph)
    {
        var layers = new LayerPlan(graph);
        var parameters = new ParameterPlanner(layers);

        var predict = new ProgramBuilder(onePicture: true);
        new ForwardPlanner(layers, parameters, predict, training: false).Plan();

        var training = new ProgramBuilder(onePicture: false);
        var prepare = new ProgramBuilder(onePicture: true);
        var forward = new ForwardPlanner(layers, parameters, training, training: true);
        forward.Plan();
        int split = training.Count;
        var backward = new BackwardPlanner(parameters, training, prepare, forward);
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
            training.Place(split));
    }
}
