using Xunit;

namespace StaticNet.Publish.Tests;

/// <summary>Tests that start builds: one at a time, each of them uses every core.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BuildsCollection
{
    public const string Name = "builds";
}
