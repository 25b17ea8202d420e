using System.Reflection;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>The methods of one instruction set of one generated network.</summary>
internal sealed class Kernels
{
    public Kernels(Type network, InstructionSet set)
    {
        Set = set;
        Type methods = network.GetNestedType(set.Name, BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{network.Name} has no nested class {set.Name}.");
        PreparePrediction = network.GetField("PreparationParts", BindingFlags.Static | BindingFlags.NonPublic)?.GetRawConstantValue() is int parts
            ? AllOf(Bind<PreparePartMethod>(methods, nameof(PreparePrediction)), parts)
            : Bind<PrepareMethod>(methods, nameof(PreparePrediction));
        Predict = Bind<PredictMethod<LoneWorker>>(methods, nameof(Predict));
        PredictAsOneOf = Bind<PredictMethod<TeamWorker>>(methods, nameof(Predict));
        Forward = Bind<ForwardMethod>(methods, nameof(Forward));
        PrepareTraining = Bind<PrepareMethod>(methods, nameof(PrepareTraining));
        Backward = Bind<BackwardMethod>(methods, nameof(Backward));
    }

    public delegate void PrepareMethod(ref float weights, ref float prepared);

    public delegate void PreparePartMethod(ref float weights, ref float prepared, int part);

    public delegate void PredictMethod<TWorker>(
        ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, TWorker worker);

    public delegate void ForwardMethod(ref float input, ref float output, ref float arena, ref float weights, ref float prepared, int count, ulong seed);

    public delegate void BackwardMethod(
        ref float outputGradient,
        ref float inputGradient,
        ref float arena,
        ref float weights,
        ref float prepared,
        ref float gradient,
        int count,
        int entry,
        bool wantInputGradient,
        ulong seed);

    public InstructionSet Set { get; }

    public PrepareMethod PreparePrediction { get; }

    public PredictMethod<LoneWorker> Predict { get; }

    /// <summary>The same for one of several threads that all run it.</summary>
    public PredictMethod<TeamWorker> PredictAsOneOf { get; }

    public ForwardMethod Forward { get; }

    public PrepareMethod PrepareTraining { get; }

    public BackwardMethod Backward { get; }

    /// <summary>Floats that <see cref="PreparePrediction"/> fills.</summary>
    public static int PreparedLength(INetwork network) =>
        ((PreparedWeights)network.GetType().GetField("prepared", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(network)!).Buffer.Length;

    /// <summary>Parts in the opposite of the order in which threads begin them: none may need another.</summary>
    private static PrepareMethod AllOf(PreparePartMethod method, int parts) => (ref float weights, ref float prepared) =>
    {
        for (int part = parts - 1; part >= 0; part--)
        {
            method(ref weights, ref prepared, part);
        }
    };

    private static T Bind<T>(Type methods, string name)
        where T : Delegate
    {
        MethodInfo method = methods.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{methods} has no method {name}.");
        Type last = typeof(T).IsGenericType ? typeof(T).GetGenericArguments()[0] : typeof(void);
        return (method.IsGenericMethodDefinition ? method.MakeGenericMethod(last) : method).CreateDelegate<T>();
    }
}
