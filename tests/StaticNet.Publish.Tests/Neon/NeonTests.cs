using System.Text.RegularExpressions;
using Networks;
using StaticNet.Publish.Tests.Tools;
using Xunit;

namespace StaticNet.Publish.Tests.Neon;

/// <summary>The emitted Neon methods, compiled for Arm and run in an emulator, against the Scalar ones on this machine.</summary>
[Collection(BuildsCollection.Name)]
public sealed partial class NeonTests(ArmObject arm) : IClassFixture<ArmObject>
{
    /// <summary>Largest difference allowed, relative to the rms of the value: as against the double-precision reference.</summary>
    private const double ForwardTolerance = 1e-5, GradientTolerance = 1e-4;

    private static readonly Dictionary<string, Func<INetwork>> NetworksByName = new()
    {
        [nameof(LeNet5)] = static () => new LeNet5(),
        [nameof(OddSizes)] = static () => new OddSizes(),
        [nameof(Grouped)] = static () => new Grouped(),
        [nameof(Smooth)] = static () => new Smooth(),
        [nameof(Gates)] = static () => new Gates(),
        [nameof(Segmenter)] = static () => new Segmenter(),
        [nameof(Moved)] = static () => new Moved(),
        [nameof(Means)] = static () => new Means(),
        [nameof(WrittenOut)] = static () => new WrittenOut(),
    };

    public static TheoryData<string, int> Batches
    {
        get
        {
            var batches = new TheoryData<string, int>();
            foreach (string network in NetworksByName.Keys)
            {
                batches.Add(network, 1);
                batches.Add(network, 7);
            }

            return batches;
        }
    }

    [NeonTheory]
    [MemberData(nameof(Batches))]
    public async Task GivesOnArmWhatScalarGivesHere(string network, int count)
    {
        INetwork tested = NetworksByName[network]();
        var run = new NetworkRun(tested, count);
        string request = arm.Directory.At($"{network}-{count}.request"), answer = arm.Directory.At($"{network}-{count}.answer");
        run.WriteRequest(request);
        await arm.RunAsync(await arm.LinkAsync(network), request, answer);

        NetworkAnswer expected = run.RunHere("Scalar"), actual = run.ReadAnswer(answer);
        AssertClose(expected.Predicted, actual.Predicted, ForwardTolerance, "prediction");
        AssertClose(expected.Forward, actual.Forward, ForwardTolerance, "training forward");
        AssertClose(expected.InputGradient, actual.InputGradient, GradientTolerance, "input gradient");
        foreach (ParameterInfo parameter in tested.Description.Parameters)
        {
            AssertClose(
                expected.GradientOf(parameter, tested.Description), actual.GradientOf(parameter, tested.Description),
                GradientTolerance, $"gradient of {parameter.Name}");
        }
    }

    [NeonFact]
    public async Task ConvolutionsAndDenseLayersAreVectorMultiplyAdds()
    {
        var methods = await arm.DisassembleAsync();
        string[] withMultiplyAdd = [.. methods.Where(m => m.Value.Any(VectorMultiplyAdd().IsMatch)).Select(m => m.Key)];
        foreach (string network in NetworksByName.Keys)
        {
            Assert.Contains(withMultiplyAdd, symbol => symbol.Contains($"_{network}_Neon__"));
        }
    }

    /// <summary>No allocation, no static constructor: nothing that would need a runtime, but for the bounds check of a table.</summary>
    [NeonFact]
    public async Task MethodsCallOnlyOtherKernels()
    {
        var methods = await arm.DisassembleAsync();
        Assert.NotEmpty(methods);
        string[] foreign =
        [
            .. from method in methods
               from instruction in method.Value
               let call = Call().Match(instruction)
               where call.Success && !IsKernel(call.Groups["target"].Value)
               select $"{method.Key}: {instruction}",
        ];
        Assert.True(foreign.Length == 0, string.Join('\n', foreign));
    }

    private static bool IsKernel(string symbol) =>
        symbol.Contains("_Neon__") || symbol.StartsWith("StaticNet_StaticNet_VectorMath__", StringComparison.Ordinal)
        || symbol.StartsWith("StaticNet_StaticNet_DropoutMask__", StringComparison.Ordinal)
        || symbol.EndsWith("ThrowHelpers__ThrowIndexOutOfRangeException", StringComparison.Ordinal);

    private static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.All(actual, value => Assert.True(float.IsFinite(value), $"{what}: {value}"));
        double rms = Math.Sqrt(expected.Average(value => (double)value * value));
        Assert.True(rms > 0, $"{what}: the reference is all zeros");
        double worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / rms;
        Assert.True(worst <= tolerance, $"{what}: differs by {worst:e2} of the rms, allowed {tolerance:e0}");
    }

    [GeneratedRegex(@"^fmla\s+v\d+\.4s,")]
    private static partial Regex VectorMultiplyAdd();

    [GeneratedRegex(@"^bl\s+\S+\s+<(?<target>[^>]*)>")]
    private static partial Regex Call();
}
