using StaticNet.Generator.Declarations;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Emission;

/// <summary>One generated file.</summary>
internal sealed record EmittedFile(string HintName, string Text);

/// <summary>The files of one network.</summary>
internal static class NetworkEmitter
{
    public static EquatableArray<EmittedFile> Emit(NetworkDeclaration declaration, NetworkGraph graph) => [];
}
