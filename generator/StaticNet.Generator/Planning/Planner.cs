using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Planning;

/// <summary>Graph to plan: layouts first, then the parameters whose order follows from them, then the programs.</summary>
internal static class Planner
{
    /// <param name="graph">The network.</param>
    /// <param name="training">Whether it can be trained. Layouts and the packed order of the weights are the same either way.</param>
    /// <param name="precision">Which algorithms the network may use.</param>
    /// <param name="unroll">How far the code of a prediction is written out.</param>
    public static NetworkPlan Plan(NetworkGraph graph, bool training, Precision precision = Precision.Fast, Unroll unroll = Unroll.Tiles)
    {
        var layers = new LayerPlan(graph, precision, unroll);
        var parameters = new ParameterPlanner(layers);
        var predict = new ProgramBuilder(ProgramKind.Prediction);
        var preparation = new PreparationPlanner();
        new ForwardPlanner(layers, parameters, predict, preparation, training: false).Plan();
        return new NetworkPlan(
            graph,
            parameters.Parameters,
            parameters.Length,
            new PredictionPlan(preparation.Finish(), predict.Groups(0, predict.Count), predict.Place()) { IsUnrolled = unroll == Unroll.Full },
            training ? PlanTraining(layers, parameters) : null);
    }

    private static TrainingPlan PlanTraining(LayerPlan layers, ParameterPlanner parameters)
    {
        var program = new ProgramBuilder(ProgramKind.Training);
        var preparation = new PreparationPlanner();
        var forward = new ForwardPlanner(layers, parameters, program, preparation, training: true);
        forward.Plan();
        int split = program.Count;
        var backward = new BackwardPlanner(parameters, program, preparation, forward);
        backward.Plan();
        return new TrainingPlan(
            preparation.Finish(),
            program.Groups(0, split),
            program.Groups(split, program.Count),
            program.Place(split));
    }
}
