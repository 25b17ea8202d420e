namespace StaticNet.Tests;

/// <summary>For tests that measure the whole process: nothing else runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
