using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Harness;

namespace StaticNet.Conformance.Tests;

/// <summary>Emitted code as the compilers see it.</summary>
public class EmittedCodeTests
{
    public static TheoryData<string> Families => [.. CaseList.Families.Keys];

    [Theory]
    [MemberData(nameof(Families))]
    public void MethodsStaySmallEnoughForTheJit(string family) => JitLimits.AssertKept(GeneratedAssembly.OfFamily(family).Image);

    [Theory]
    [MemberData(nameof(Families))]
    public void FilesCompileWithoutWarnings(string family) => Assert.Empty(GeneratedAssembly.OfFamily(family).Warnings);
}
