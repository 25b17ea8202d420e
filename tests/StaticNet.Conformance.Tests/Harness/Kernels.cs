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
        Predict = Bind<PredictMethod>(methods, nameof(Predict));
        Forward = Bind<ForwardMethod>(methods, nameof(Forward));
        PrepareBackward = Bind<PrepareBackwardMethod>(methods, nameof(PrepareBackward));
        Backward = Bind<BackwardMethod>(methods, nameof(Backward));
    }

    public delegate void PredictMethod(ref float input, ref float output, ref float arena, ref float weights);

    public delegate void ForwardMethod(ref float input, ref float output, ref float arena, ref float weights, int count, ulong seed);

    public delegate void PrepareBackwardMethod(ref float weights, ref float transposed);

    public delegate void BackwardMethod(
        ref float outputGradient,
        ref float inputGradient,
        ref float arena,
        ref float weights,
        ref float transposed,
        ref float gradient,
        int count,
        int entry,
        bool wantInputGradient,
        ulong seed);

    public InstructionSet Set { get; }

    public PredictMethod Predict { get; }

    public ForwardMethod Forward { get; }

    public PrepareBackwardMethod PrepareBackward { get; }

    public BackwardMethod Backward { get; }

    private static T Bind<T>(Type methods, string name)
        where T : Delegate
    {
        MethodInfo method = methods.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{methods} has no method {name}.");
        return method.CreateDelegate<T>();
    }
}
