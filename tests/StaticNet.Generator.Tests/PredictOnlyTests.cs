using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Tests;

/// <summary>What the compiler says of networks that only predict, and of members for several outputs.</summary>
public class PredictOnlyTests
{
    private const string Uses = """
        using StaticNet;
        using StaticNet.Training;

        [Network(1, 8, 8, Training = false), Conv(4, 3), Relu, Dense(3), Softmax]
        public partial class Net;

        public static class Program
        {
            public static object Predict(IPredictor any) => new ParallelPredictor(any);

            public static object Main() => Predict(new Net(seed: 1));
        }
        """;

    [Fact]
    public void CannotBeGivenToATrainer()
    {
        Assert.Empty(Errors(Uses));
        Diagnostic error = Assert.Single(Errors(Uses.Replace("Predict(new Net(seed: 1))", "new Trainer(new Net(seed: 1))", StringComparison.Ordinal)));
        Assert.Equal("CS1503", error.Id);
    }

    [Fact]
    public void ItsStubCannotEither()
    {
        string bad = Uses.Replace("Conv(4, 3)", "Conv(4, 9)", StringComparison.Ordinal);
        Assert.Empty(Errors(bad));
        Diagnostic error = Assert.Single(Errors(bad.Replace("Predict(new Net(seed: 1))", "new Trainer(new Net(seed: 1))", StringComparison.Ordinal)));
        Assert.Equal("CS1503", error.Id);
    }

    [Theory]
    [InlineData("Conv(4, 3)")]
    [InlineData("Conv(4, 9)")]
    public void FurtherOutputsHaveConstants(string layer) => Assert.Empty(Errors($$"""
        using StaticNet;

        [Network(1, 8, 8), {{layer}}, Relu(As = "late_map"), Output("late_map"), Dense(3, As = "aux"), Output("aux", TrainingOnly = true)]
        [From("late_map"), Dense(2)]
        public partial class Net;

        public static class Program
        {
            public static int Main() => Net.LateMapOffset + Net.LateMapLength + Net.MainOutputOffset + Net.MainOutputLength;
        }
        """));

    [Fact]
    public void AMemberThatAnOutputBringsIsInTheWay()
    {
        const string source = """
            using StaticNet;

            [Network(1, 8, 8), Conv(4, 3, As = "map"), Output("map"), Dense(3)]
            public partial class Net
            {
                public const int MapOffset = 3;
            }
            """;
        Assert.Contains(Harness.Diagnose(source), static found => found.GetMessage().Contains("a member MapOffset", StringComparison.Ordinal));
        string reserved = source.Replace("map\"", "input\"", StringComparison.Ordinal).Replace("MapOffset", "Other", StringComparison.Ordinal);
        Assert.Contains(Harness.Diagnose(reserved), static found => found.GetMessage().Contains("a second constant InputLength", StringComparison.Ordinal));
    }

    private static IEnumerable<Diagnostic> Errors(string source)
    {
        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(source);
        Assert.Null(result.Results[0].Exception);
        return output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
