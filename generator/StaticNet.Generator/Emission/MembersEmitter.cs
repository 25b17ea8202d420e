using System.Globalization;
using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Emission;

/// <summary>Writes the members that a user sees: constants, summary, weights, prediction, and what a trainer calls.</summary>
internal sealed class MembersEmitter(NetworkDeclaration declaration, NetworkPlan plan)
{
    /// <summary>Weights may be a file in memory, which is unmapped when nobody can reach them any more: references into it do not count.</summary>
    private const string KeepAlive = "System.GC.KeepAlive(this);";

    private NetworkGraph Graph => plan.Graph;

    private InputMembers Inputs { get; } = new(plan.Graph);

    private OutputMembers Outputs { get; } = new(plan.Graph);

    public void Emit(CodeWriter writer)
    {
        EmitConstants(writer);
        EmitSummary(writer);
        Inputs.EmitReader(writer);
        EmitConstruction(writer);
        EmitPrediction(writer);
        if (plan.Training is { } training)
        {
            EmitTraining(writer, training);
        }

        EmitDispatch(
            writer, "PredictPictures<TWorker>", "Predict", PredictionEmitter.Parameters,
            "ref input, ref output, ref arena, ref weights, ref prepared, count, worker", PredictionEmitter.Constraint);
        if (plan.Prediction.Preparation.IsShared)
        {
            EmitDispatch(writer, "PrepareForPrediction", "PreparePrediction", "ref float weights, ref float prepared, int part", "ref weights, ref prepared, part");
        }
        else if (plan.Prediction.Preparation.Length > 0)
        {
            EmitDispatch(writer, "PrepareForPrediction", "PreparePrediction", "ref float weights, ref float prepared", "ref weights, ref prepared");
        }

        if (plan.Training is not null)
        {
            EmitTrainingDispatch(writer);
        }
    }

    private static void EmitTrainingDispatch(CodeWriter writer)
    {
        EmitDispatch(
            writer, "ForwardPictures", "Forward",
            "ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, ulong seed",
            "ref input, ref output, ref arena, ref weights, ref prepared, count, seed");
        EmitDispatch(writer, "PrepareForTraining", "PrepareTraining", "ref float weights, ref float prepared", "ref weights, ref prepared");
        EmitDispatch(
            writer, "BackwardPictures", "Backward",
            "ref float outputGradient, ref float inputGradient, ref float arena, ref float weights, ref float prepared, ref float gradient, int count, int entry, bool wantInputGradient, ulong seed",
            "ref outputGradient, ref inputGradient, ref arena, ref weights, ref prepared, ref gradient, count, entry, wantInputGradient, seed");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Literal(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static string Sizes(IEnumerable<int> sizes) => "[" + string.Join(", ", sizes) + "]";

    private static IEnumerable<int> Sizes(Shape shape) => [shape.Channels, .. shape.Spatial];

    private void EmitConstants(CodeWriter writer)
    {
        long parameters = Graph.Nodes.Sum(static node => node.Cost.Parameters), multiplyAdds = Graph.Nodes.Sum(static node => node.Cost.MultiplyAdds);
        long workspace = 4 * plan.Prediction.WorkspaceFloats;
        writer.Line($"/// <summary>Values of one picture: {Graph.InputShape}, channels first.</summary>");
        writer.Line($"public const int InputLength = {Graph.InputShape.Length};");
        writer.Line();
        Outputs.EmitConstants(writer);
        writer.Line($"/// <summary>Trainable values: {Grouped(parameters)}.</summary>");
        writer.Line($"public const long ParameterCount = {Text(parameters)};");
        writer.Line();
        writer.Line($"/// <summary>Multiply-adds of convolutions and dense layers for one picture: {Grouped(multiplyAdds)}.</summary>");
        writer.Line($"public const long MultiplyAdds = {Text(multiplyAdds)};");
        writer.Line();
        writer.Line($"/// <summary>Bytes of a prediction's workspace for each of its threads: {Grouped(workspace)}, however many pictures are predicted.</summary>");
        writer.Line($"public const long WorkspaceBytes = {Text(workspace)};");
        writer.Line();
    }

    private void EmitSummary(CodeWriter writer)
    {
        var layers = new SummaryList("LayerSummary", "Layers", [.. Graph.Nodes.Where(static node => node.Layer is not InputLayer).Select(node => new[] { Summary(node) + "," })]);
        var parameters = new SummaryList("ParameterInfo", "Parameters", [.. plan.Parameters.Select(Lines)]);
        writer.Line("/// <summary>Layer by layer: name, output shape, parameters, multiply-adds, activation memory and receptive field.</summary>");
        writer.Line("public static NetworkDescription Summary { get; } = new(");
        writer.Line($"    {Literal(declaration.Type.Name)},");
        writer.Line($"    {Sizes(Sizes(Graph.InputShape))},");
        Outputs.EmitDescriptions(writer);
        layers.EmitList(writer);
        parameters.EmitList(writer);
        writer.Line($"    {plan.PackedLength}){Inputs.Description};");
        writer.Line();
        if (layers.IsInParts || parameters.IsInParts)
        {
            using (writer.Open($"private static class {SummaryList.Parts}"))
            {
                layers.EmitParts(writer);
                parameters.EmitParts(writer);
            }

            writer.Line();
        }
    }

    private static string[] Lines(ParameterPlan p)
    {
        string begin = p.Initialization == InitializationRule.Constant ? $" {{ InitialValue = {Isa.Text(p.InitialValue)} }}" : "";
        return
        [
            $"new ParameterInfo({Literal(p.Name)}, {Sizes(p.Shape)}, ParameterRole.{p.Role}, Initialization.{p.Initialization}, {p.FanIn}, {p.FanOut}, {p.Offset},",
            $"    [{string.Join(", ", p.Axes)}]){begin},",
        ];
    }

    private string Summary(Node node)
    {
        string inputs = string.Join(", ", node.Inputs.Select(input => Literal(Graph[input].Name)));
        string output = Graph.Outputs.FirstOrDefault(output => output.Node == node.Index) is { } found ? $" {{ OutputName = {Literal(found.Name)} }}" : "";
        return $"new LayerSummary({Literal(node.Name)}, {Literal(node.Layer.Description)}, {Sizes(Sizes(node.Output))}, {Text(node.Cost.Parameters)}, "
            + $"{Text(node.Cost.MultiplyAdds)}, {Text(node.Cost.ActivationBytes)}, {Sizes(node.ReceptiveField)}, [{inputs}]){output}";
    }

    private void EmitConstruction(CodeWriter writer)
    {
        string name = declaration.Type.Name;
        writer.Line(declaration.WeightsOf is null ? "private readonly Weights weights = new(Summary);" : "private readonly Weights weights;");
        writer.Line($"private readonly PreparedWeights prepared = new({Text(plan.Prediction.Preparation.Length)});");
        writer.Line("private readonly WorkspacePool workspaces = new();");
        writer.Line();
        if (declaration.WeightsOf is { Type: var other })
        {
            writer.Line($"/// <summary>The layers of {other.Name} over inputs of another size, with the weights of <paramref name=\"network\"/>, also when those change.</summary>");
            writer.Line("/// <param name=\"network\">The network whose weights are used.</param>");
            writer.Line($"public {name}({other.FullName} network) => weights = new Weights(Summary, network.Weights);");
            writer.Line();
        }
        else if (!declaration.Type.DeclaresConstructor)
        {
            writer.Line("/// <summary>A network with freshly initialised weights; the same seed gives the same weights.</summary>");
            writer.Line("/// <param name=\"seed\">Seed of the random numbers.</param>");
            using (writer.Open($"public {name}(int seed = 0)"))
            {
                writer.Line("weights.Initialize(seed);");
            }

            writer.Line();
        }

        writer.Line("/// <summary>All parameters. They are only read while predicting, so any number of threads may share them.</summary>");
        writer.Line("public Weights Weights => weights;");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("NetworkDescription IPredictor.Description => Summary;");
        writer.Line();
        var taken = new HashSet<string>(["Weights", "Summary", "InputLength", "OutputLength", "ParameterCount", "MultiplyAdds", "WorkspaceBytes", "Predict", "Load", "Save", "Map", name]);
        foreach (ParameterPlan p in plan.Parameters)
        {
            string property = GeneratedMembers.PropertyName(p.Name);
            while (!taken.Add(property))
            {
                property += "_";
            }

            writer.Line($"/// <summary>{Escape(p.Name)}: [{string.Join(", ", p.Shape)}].</summary>");
            writer.Line($"public ParameterView {property} => weights[{Literal(p.Name)}];");
            writer.Line();
        }

        EmitFiles(writer);
    }

    private static void EmitFiles(CodeWriter writer)
    {
        foreach ((string type, string argument, string what) in new[]
        {
            ("string", "path", "a file"),
            ("System.IO.Stream", "stream", "a stream"),
        })
        {
            writer.Line($"/// <summary>Reads all parameters from {what}, safetensors or packed. What does not match the declared network is rejected as a whole, with the list of what differs.</summary>");
            writer.Line($"public void Load({type} {argument}) => weights.Load({argument});");
            writer.Line();
            writer.Line($"/// <summary>Writes all parameters to {what}: as safetensors, or packed for <see cref=\"Map\"/>.</summary>");
            writer.Line($"public void Save({type} {argument}, WeightFormat format = WeightFormat.SafeTensors) => weights.Save({argument}, format);");
            writer.Line();
        }

        writer.Line("/// <summary>Reads all parameters from the bytes of a file, such as an embedded resource.</summary>");
        writer.Line("public void Load(ReadOnlySpan<byte> file) => weights.Load(file);");
        writer.Line();
        writer.Line("/// <summary>Uses a file of packed weights where it lies: nothing is read before it is needed, and training changes this process's pages alone.</summary>");
        writer.Line("/// <param name=\"path\">Made by <see cref=\"Save(string, WeightFormat)\"/> as <see cref=\"WeightFormat.Packed\"/>.</param>");
        writer.Line("public void Map(string path) => weights.Map(path);");
        writer.Line();
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private void EmitPrediction(CodeWriter writer)
    {
        writer.Line("/// <summary>The network's outputs for one or more pictures.</summary>");
        writer.Line($"/// <param name=\"input\">n x {InputText}, channels first.</param>");
        writer.Line($"/// <returns>{Outputs.BatchText}.</returns>");
        writer.Line("/// <exception cref=\"ArgumentException\">The input is not a whole number of pictures.</exception>");
        using (writer.Open("public float[] Predict(ReadOnlySpan<float> input)"))
        {
            writer.Line("var output = new float[input.Length / InputLength * OutputLength];");
            writer.Line("Predict(input, output);");
            writer.Line("return output;");
        }

        writer.Line();
        writer.Line("/// <summary>The network's outputs for one or more pictures, without allocation. Any number of threads may call this at once.</summary>");
        writer.Line($"/// <param name=\"input\">n x {InputText}, channels first.</param>");
        writer.Line($"/// <param name=\"output\">Receives {Outputs.BatchText}.</param>");
        writer.Line("/// <exception cref=\"ArgumentException\">The lengths do not fit the network.</exception>");
        if (Graph.Normalization is null)
        {
            writer.Line("public void Predict(ReadOnlySpan<float> input, Span<float> output) => workspaces.Predict(this, input, output);");
        }
        else
        {
            Inputs.EmitPooled(writer);
        }

        writer.Line();
        writer.Line("/// <summary>");
        writer.Line("/// Threads that share a prediction without a workspace of the caller's: 1 unless set, and set to 0 as many as there are processors. The outputs");
        writer.Line("/// are the same to the bit for any number. Of callers at the same time one has them, and each other one works by itself.");
        writer.Line("/// </summary>");
        writer.Line("/// <exception cref=\"ArgumentOutOfRangeException\">Set to a negative number or more than 1,024.</exception>");
        using (writer.Open("public int Threads"))
        {
            writer.Line("get => workspaces.Threads;");
            writer.Line("set => workspaces.Threads = value;");
        }

        writer.Line();
        writer.Line("/// <summary>A workspace for <see cref=\"Predict(ReadOnlySpan{float}, Span{float}, Workspace)\"/>. Each concurrent caller needs one of its own.</summary>");
        writer.Line("/// <param name=\"threads\">Threads that share the work, the caller's among them; 0 for as many as there are processors. With more than one, dispose of the workspace.</param>");
        writer.Line("/// <exception cref=\"ArgumentOutOfRangeException\"><paramref name=\"threads\"/> is negative or more than 1,024.</exception>");
        Arena arena = plan.Prediction.Arena;
        writer.Line($"public Workspace CreateWorkspace(int threads = 1) => new(Summary, {Text(arena.Fixed)}, {Text(arena.PerPicture)}, {Text(plan.Prediction.Chunk)}, threads);");
        writer.Line();
        writer.Line("/// <summary>The network's outputs for one or more pictures, in a workspace of the caller's and on its threads.</summary>");
        writer.Line("/// <exception cref=\"ArgumentException\">The lengths do not fit the network, or the workspace is another network's.</exception>");
        writer.Line("/// <exception cref=\"InvalidOperationException\">Another call is at work in the workspace.</exception>");
        writer.Line("/// <exception cref=\"ObjectDisposedException\">The workspace has been disposed of.</exception>");
        string[] preparations =
        [
            .. declaration.WeightsOf is null ? Array.Empty<string>() : ["weights.Refresh();"],
            .. plan.Prediction.Preparation.Length == 0 ? Array.Empty<string>() : ["PrepareWeights();"],
        ];
        string signature = $"{Inputs.NormalizedAccess} void {Inputs.PredictNormalized}(ReadOnlySpan<float> input, Span<float> output, Workspace workspace)";
        const string predict = "workspace.Predict(this, Summary, input, output)";
        if (preparations.Length == 0)
        {
            writer.Line($"{signature} => {predict};");
        }
        else
        {
            using IDisposable method = writer.Open(signature);
            foreach (string line in preparations.Append($"{predict};"))
            {
                writer.Line(line);
            }
        }

        writer.Line();
        EmitCode(writer);
        Inputs.EmitPredictions(writer);
        if (plan.Prediction.Preparation.Length > 0)
        {
            EmitPrepareWeights(writer);
        }
    }

    /// <summary>What a workspace calls, on one thread or on each of several.</summary>
    private void EmitCode(CodeWriter writer)
    {
        const string pictures = "ref float input, ref float output, ref float arena, int count";
        void EmitRun(string signature, string worker)
        {
            using (writer.Open(signature))
            {
                writer.Line($"PredictPictures(ref input, ref output, ref arena, ref weights.Packed.Origin, ref prepared.Buffer.Origin, count, {worker});");
                writer.Line(KeepAlive);
            }

            writer.Line();
        }

        if (plan.Prediction.IsShared)
        {
            writer.Line("/// <inheritdoc/>");
            writer.Line("bool IPredictionCode.IsShared => true;");
            writer.Line();
        }

        writer.Line("/// <inheritdoc/>");
        EmitRun($"void IPredictionCode.Run({pictures})", "new LoneWorker()");
        if (plan.Prediction.IsShared)
        {
            writer.Line("/// <inheritdoc/>");
            EmitRun($"void IPredictionCode.Run({pictures}, TeamWorker worker)", "worker");
        }
    }

    private void EmitPrepareWeights(CodeWriter writer)
    {
        if (plan.Prediction.Preparation.IsShared)
        {
            writer.Line("/// <summary>Parts of what is made of the weights, which threads take in turn.</summary>");
            writer.Line($"private const int PreparationParts = {plan.Prediction.Preparation.Parts.Count};");
            writer.Line();
        }

        writer.Line("/// <summary>Makes what prediction reads beside the weights, when those have changed.</summary>");
        using (writer.Open("private void PrepareWeights()"))
        {
            using (writer.Open("if (prepared.IsCurrent(weights))"))
            {
                writer.Line("return;");
            }

            writer.Line();
            using (writer.Open("lock (prepared)"))
            {
                using (writer.Open("if (!prepared.IsCurrent(weights))"))
                {
                    writer.Line(plan.Prediction.Preparation.IsShared
                        ? "prepared.Make(PreparationParts, part => PrepareForPrediction(ref weights.Packed.Origin, ref prepared.Buffer.Origin, part));"
                        : "PrepareForPrediction(ref weights.Packed.Origin, ref prepared.Buffer.Origin);");
                    writer.Line("prepared.MarkCurrent(weights);");
                }
            }
        }

        writer.Line();
    }

    private string InputText => Graph.InputShape.ToString();

    private static void EmitTraining(CodeWriter writer, TrainingPlan training)
    {
        Arena arena = training.Arena;
        writer.Line("/// <inheritdoc/>");
        writer.Line($"TrainingWorkspace INetwork.CreateTrainingWorkspace(int capacity) => new(Summary, capacity, {Text(arena.Fixed)}L + ({Text(arena.PerPicture)}L * capacity));");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"PreparedWeights INetwork.CreatePreparedWeights() => new({Text(training.Preparation.Length)});");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Open("void INetwork.Forward(TrainingWorkspace workspace, PreparedWeights prepared, int count, ulong seed)"))
        {
            writer.Line("workspace.Require(Summary, count);");
            writer.Line("workspace.Seed = seed;");
            writer.Line("ForwardPictures(ref MemoryMarshal.GetReference(workspace.Input), ref MemoryMarshal.GetReference(workspace.Output), ref workspace.Arena.Origin, ref weights.Packed.Origin, ref prepared.Buffer.Origin, count, seed);");
            writer.Line(KeepAlive);
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Open("void INetwork.Prepare(PreparedWeights prepared)"))
        {
            writer.Line("PrepareForTraining(ref weights.Packed.Origin, ref prepared.Buffer.Origin);");
            writer.Line(KeepAlive);
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Open("void INetwork.Backward(TrainingWorkspace workspace, PreparedWeights prepared, int count, GradientEntry entry, bool inputGradient)"))
        {
            writer.Line("workspace.Require(Summary, count);");
            writer.Line("Span<float> inputGradients = inputGradient ? workspace.InputGradient : default;");
            writer.Line("BackwardPictures(");
            writer.Line("    ref MemoryMarshal.GetReference(workspace.OutputGradient), ref MemoryMarshal.GetReference(inputGradients), ref workspace.Arena.Origin,");
            writer.Line("    ref weights.Packed.Origin, ref prepared.Buffer.Origin, ref workspace.ParameterGradient.Origin, count, (int)entry, inputGradient, workspace.Seed);");
            writer.Line(KeepAlive);
        }

        writer.Line();
    }

    private static void EmitDispatch(CodeWriter writer, string name, string method, string parameters, string arguments, string? constraint = null)
    {
        writer.Line($"private static void {name}({parameters})");
        if (constraint is not null)
        {
            writer.Line($"    {constraint}");
        }

        using (writer.Open())
        {
            string keyword = "if";
            foreach (Isa isa in Isa.All.Where(static isa => isa.Condition is not null))
            {
                using (writer.Open($"{keyword} ({isa.Condition})"))
                {
                    writer.Line($"{isa.Name}.{method}({arguments});");
                }

                keyword = "else if";
            }

            using (writer.Open("else"))
            {
                writer.Line($"{Isa.Scalar.Name}.{method}({arguments});");
            }
        }

        writer.Line();
    }
}
