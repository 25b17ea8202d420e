using Microsoft.CodeAnalysis;

namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>A kernel's course depends on something that is not known while the code is written.</summary>
internal sealed class UnrollException(SyntaxNode what) : Exception($"This cannot be unrolled: {what}");
