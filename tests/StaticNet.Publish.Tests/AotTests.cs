extern alias examples;

using System.Globalization;
using System.Text.RegularExpressions;
using examples::Networks;
using StaticNet.Data;
using StaticNet.Publish.Tests.Tools;
using Xunit;

namespace StaticNet.Publish.Tests;

/// <summary>examples/Classify as a native program, against the same network here, compiled by the JIT.</summary>
[Collection(BuildsCollection.Name)]
public sealed partial class AotTests(AotTests.Published classify) : IClassFixture<AotTests.Published>
{
    private const long LargestProgramBytes = 2_000_000;

    private static readonly string PicturesPath = Repository.At("examples", "data", "fashion-mnist", "t10k-images-idx3-ubyte.gz");

    [AotFact]
    public async Task AnswersAsTheJitDoes()
    {
        CommandResult run = (await Command.RunAsync(await classify.ProgramAsync(), [PicturesPath])).MustSucceed();
        MatchCollection answers = AnswerLine().Matches(run.Output);

        var network = new LeNet5();
        network.Load(Published.WeightsPath);
        IdxFile pictures = IdxFile.Read(PicturesPath);
        Assert.Equal(pictures.Shape[0], answers.Count);
        var input = new float[LeNet5.InputLength];
        for (int i = 0; i < answers.Count; i++)
        {
            ReadOnlySpan<byte> pixels = pictures.Values.Span.Slice(i * input.Length, input.Length);
            for (int j = 0; j < input.Length; j++)
            {
                input[j] = pixels[j] / 255f;
            }

            float[] probabilities = network.Predict(input);
            float best = probabilities.Max();
            Assert.Equal(i, int.Parse(answers[i].Groups["index"].ValueSpan, CultureInfo.InvariantCulture));
            Assert.Equal(FashionMnist.ClassNames[Array.IndexOf(probabilities, best)], answers[i].Groups["class"].Value);

            // Printed with one decimal.
            double percent = double.Parse(answers[i].Groups["percent"].ValueSpan, CultureInfo.InvariantCulture);
            Assert.InRange(percent - (100.0 * best), -0.051, 0.051);
        }
    }

    [AotFact]
    public async Task AnswersFromItselfAlone()
    {
        CommandResult run = (await Command.RunAsync(await classify.ProgramAsync(), ["0"])).MustSucceed();
        Assert.Matches(AnswerLine(), run.Output);
    }

    [AotFact]
    public async Task SaysWhatIsWrong()
    {
        string program = await classify.ProgramAsync();
        foreach (var (arguments, exitCode, words) in new (string[], int, string)[]
        {
            ([], 2, "usage:"),
            (["--verbose"], 2, "--verbose"),
            (["20"], 1, "20"),
            (["nowhere.idx"], 1, "nowhere.idx"),
            ([PicturesPath, "2000"], 1, "2000"),
            ([Repository.At("README.md")], 1, "README.md"),
            ([PicturesPath.Replace("images-idx3", "labels-idx1")], 1, "28 x 28"),
        })
        {
            CommandResult run = await Command.RunAsync(program, arguments);
            Assert.Equal(exitCode, run.ExitCode);
            Assert.Contains(words, run.Output);
            Assert.DoesNotContain("Unhandled", run.Output);
        }

        Assert.Contains("usage:", (await Command.RunAsync(program, ["--help"])).MustSucceed().Output);
    }

    [AotFact]
    public async Task IsSmall()
    {
        long weights = new FileInfo(Published.WeightsPath).Length;
        long program = new FileInfo(await classify.ProgramAsync()).Length;
        Assert.InRange(program - weights, 1, LargestProgramBytes);
    }

    [GeneratedRegex(@"^(?<index>\d+): (?<class>.+), (?<percent>[\d.]+) ?%\s*$", RegexOptions.Multiline)]
    private static partial Regex AnswerLine();

    /// <summary>The example, published once for all tests, with everything that it builds out of the source tree.</summary>
    public sealed class Published : IDisposable
    {
        private readonly TemporaryDirectory directory = new();
        private readonly Lazy<Task<string>> program;

        public Published() => program = new Lazy<Task<string>>(PublishAsync);

        internal static string WeightsPath => Repository.At("examples", "Classify", "lenet5.safetensors");

        internal Task<string> ProgramAsync() => program.Value;

        public void Dispose() => directory.Dispose();

        private async Task<string> PublishAsync()
        {
            (await Command.DotnetAsync(
                "publish", Repository.At("examples", "Classify", "Classify.csproj"), "-nologo", "-v", "quiet",
                "-c", "Release", "-r", "linux-x64", "--artifacts-path", directory.At("artifacts"), "-o", directory.At("out"),
                $"-p:CppCompilerAndLinker={Tool.NativeLinker ?? "clang"}")).MustSucceed();
            return directory.At("out/Classify");
        }
    }
}
