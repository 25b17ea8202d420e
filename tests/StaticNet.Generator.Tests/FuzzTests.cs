using System.Text;
using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Random declarations, most of them nonsense: the generator and the analyzer never throw, whatever is rejected has an
/// id, and whatever is accepted compiles.
/// </summary>
public class FuzzTests
{
    private static readonly string[] Numbers =
        ["1", "2", "3", "5", "7", "8", "16", "0", "-1", "17", "100", "65536", "int.MaxValue", "int.MinValue", "int.MaxValue - 1"];

    private static readonly string[] Oddities =
    [
        "null", "\"3\"", "3.5", "3L", "'c'", "true", "typeof(int)", "new int[0]", "new[] { 1 }", "new[] { 1, 2, 3 }", "new[] { 1, 2, 3, 4, 5 }",
        "new object[] { 1, null }", "new object[] { 1, \"2\" }", "new object[] { new[] { 1 } , 2 }", "(byte)3", "(object)null", "Fit.Crop",
        "new[] { -1, 2 }", "new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue }", "(int[])null", "new string[0]", "default(object)", "nameof(Fit)",
    ];

    private static readonly string[] Reals = ["0.5", "0", "1", "-1", "double.NaN", "double.PositiveInfinity", "0.9999999999", "1e300", "-1e-300"];

    private static readonly string[] Names = ["\"a\"", "\"conv1\"", "\"dense2\"", "\"\"", "null", "\"a b\"", "\"Conv1\"", "\"\\n\"", "\"1\"", "\"ä\"", "\"class\""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void WildDeclarations(int seed) => Check(new Random(seed), wildness: 0.3, declarations: 100);

    /// <summary>Mostly sensible ones get further down the chain, to shape rules and emission.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void NearlyRightDeclarations(int seed) => Check(new Random(seed), wildness: 0.02, declarations: 12);

    private static void Check(Random random, double wildness, int declarations)
    {
        var source = new StringBuilder("using StaticNet;\n");
        for (int i = 0; i < declarations; i++)
        {
            source.Append(Declaration(random, wildness, $"Net{i}")).Append('\n');
        }

        (Compilation output, GeneratorDriverRunResult result) = Harness.Compile(source.ToString());
        Assert.Null(result.Results[0].Exception);

        ILookup<string, Diagnostic> rejected = Harness.Diagnose(output).ToLookup(diagnostic => ClassAt(output, diagnostic.Location));
        Assert.DoesNotContain("AD0001", rejected.SelectMany(static group => group).Select(static diagnostic => diagnostic.Id));
        ILookup<string, Diagnostic> compiler = output.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .ToLookup(diagnostic => ClassAt(output, diagnostic.Location));
        Assert.Empty(compiler[string.Empty].Select(static diagnostic => diagnostic.ToString()));

        int accepted = 0;
        for (int i = 0; i < declarations; i++)
        {
            string name = $"Net{i}";
            Diagnostic[] errors = [.. rejected[name].Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            INamedTypeSymbol type = output.GetTypeByMetadataName(name)!;
            bool isStub = type.GetMembers("Summary").Any(static member => member.DeclaringSyntaxReferences[0].GetSyntax().ToString().Contains("RejectedNetwork"));
            Assert.Equal(errors.Length > 0 || compiler[name].Any(), isStub);
            accepted += isStub ? 0 : 1;
        }

        Assert.InRange(accepted, wildness < 0.1 ? declarations / 10 : 0, declarations);
    }

    /// <summary>
    /// The class in the fuzzed source that a diagnostic is about; an empty name for generated code, where none may be.
    /// </summary>
    private static string ClassAt(Compilation compilation, Location location) =>
        location.SourceTree != compilation.SyntaxTrees.First()
            ? string.Empty
            : location.SourceTree.GetRoot().FindNode(location.SourceSpan)
                .FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()?.Identifier.ValueText ?? string.Empty;

    private static string Declaration(Random random, double wildness, string name)
    {
        bool Wild() => random.NextDouble() < wildness;
        string Pick(string[] list) => list[random.Next(list.Length)];
        string Sensible(params string[] list) => Wild() ? Pick(Wild() ? Oddities : Numbers) : Pick(list);
        string Shape() => Wild()
            ? string.Join(", ", Enumerable.Range(0, random.Next(6)).Select(_ => Pick(Numbers)))
            : $"{Sensible("1", "3", "4")}, {Sensible("8", "9", "12")}, {Sensible("8", "9", "13")}";
        string Window() => Sensible("1", "2", "3") + (Wild() || random.Next(4) == 0 ? ", " + Sensible("1", "2", "3") : string.Empty);
        string Options(params (string Name, Func<string> Value)[] options) => string.Concat(
            options.Where(_ => random.Next(4) == 0).Select(option => $", {option.Name} = {option.Value()}"));
        (string, Func<string>) As() => ("As", () => Wild() ? Pick(Names) : $"\"n{random.Next(1000)}\"");
        (string, Func<string>)[] Placement() =>
        [
            ("Stride", () => Sensible("1", "2", "new[] { 1, 2 }")), ("Padding", () => Sensible("0", "1", "new[] { 0, 1 }", "new[] { 0, 1, 1, 0 }")),
            ("Fit", () => Wild() ? "(Fit)9" : Pick(["Fit.Crop", "Fit.Crop", "Fit.Pad", "Fit.Exact"])), As(),
        ];

        string Layer() => random.Next(15) switch
        {
            0 or 1 => $"Conv({Sensible("1", "4", "6")}, {Window()}{Options([.. Placement(), ("Dilation", () => Sensible("1", "2")), ("Groups", () => Sensible("1", "2")), ("Bias", () => "false")])})",
            2 => $"MaxPool({Window()}{Options([.. Placement(), ("Dilation", () => Sensible("1"))])})",
            3 => $"AvgPool({Window()}{Options([.. Placement(), ("CountPadding", () => "true")])})",
            4 => "Relu",
            5 => $"LeakyRelu({(Wild() ? Pick(Reals) : "0.1")})",
            6 => "Tanh",
            7 => "Sigmoid",
            8 => $"Dropout({(Wild() ? Pick(Reals) : "0.25")})",
            9 => Wild() ? $"Shape({Shape()})" : "Relu",
            10 => Wild() ? "Softmax" : "Relu",
            11 => Wild() ? Pick(["Flatten", "GlobalAvgPool"]) : "Tanh",
            12 => Wild() ? $"Dense({Sensible("10")})" : "Sigmoid",
            13 => $"{Pick(["SumPool", "L2Pool"])}({Window()}{Options([.. Placement(), ("Dilation", () => Sensible("1"))])})",
            _ => Moved(),
        };

        string Moved() => random.Next(6) switch
        {
            0 => $"Pad({Sensible("1", "new[] { 1, 0 }", "new[] { 0, 1, 2, 0 }")}{Options(("Mode", () => Wild() ? "(PadMode)5" : Pick(["PadMode.Reflect", "PadMode.Replicate"])))})",
            1 => $"Crop({Sensible("0", "1", "new[] { 1, 0 }")})",
            2 => $"Upsample({Sensible("1", "2", "new[] { 1, 3 }")}{Options(("Mode", () => "UpsampleMode.Bilinear"))})",
            3 => $"PixelShuffle({Sensible("1", "2")})",
            4 => Wild() ? $"Reshape({Shape()})" : "Crop(0)",
            _ => Wild() ? "GlobalMaxPool" : "Pad(1)",
        };

        string layers = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => $"[{Layer()}]"));
        string end = Pick(["", "", "[Flatten]", "[GlobalAvgPool, Softmax]", "[Dense(10), Softmax]", "[Dense(7, Bias = false)]"]);
        return $"[Network({Shape()})]{layers}{end} partial class {name};";
    }
}
