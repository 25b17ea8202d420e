using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Tests;

/// <summary>The text of a small network, to be read: a change of an emitter shows here in full.</summary>
public class EmissionTests
{
    private const string Small = """
        using StaticNet;
        namespace Nets;

        [Network(1, 6, 6)]
        [Conv(2, 3), Relu, MaxPool(2)]
        [Dense(3), Softmax]
        public partial class Small;
        """;

    [Fact]
    public void MembersOfASmallNetwork() => Snap.Verify(File("Nets.Small.g.cs"), "cs");

    [Fact]
    public void Avx2FormOfASmallNetwork() => Snap.Verify(File("Nets.Small.Avx2.g.cs"), "cs");

    [Fact]
    public void ScalarFormOfASmallNetwork() => Snap.Verify(File("Nets.Small.Scalar.g.cs"), "cs");

    private static string File(string name)
    {
        (_, GeneratorDriverRunResult result) = Harness.Compile(Small);
        return Assert.Single(result.GeneratedTrees, tree => Path.GetFileName(tree.FilePath) == name).ToString();
    }
}
