using System.Runtime.CompilerServices;
using Xunit;

namespace StaticNet.Publish.Tests.Tools;

/// <summary>A test that needs a linker for NativeAOT, and is skipped, saying what to install, where there is none.</summary>
internal sealed class AotFactAttribute : FactAttribute
{
    public AotFactAttribute([CallerMemberName] string test = "") => (Skip, DisplayName) = ToolSkip.Of(test, Tool.AotLinker);
}

/// <summary>A test that runs Arm code, and is skipped, saying what to install, where that cannot be done.</summary>
internal sealed class NeonFactAttribute : FactAttribute
{
    public NeonFactAttribute([CallerMemberName] string test = "") =>
        (Skip, DisplayName) = ToolSkip.Of(test, Tool.ArmCompiler, Tool.ArmEmulator);
}

/// <inheritdoc cref="NeonFactAttribute"/>
internal sealed class NeonTheoryAttribute : TheoryAttribute
{
    public NeonTheoryAttribute([CallerMemberName] string test = "") =>
        (Skip, DisplayName) = ToolSkip.Of(test, Tool.ArmCompiler, Tool.ArmEmulator);
}

internal static class ToolSkip
{
    /// <summary>
    /// The reason to skip, with a name that tells it, since `dotnet test` prints names only; or two nulls. Never under CI, where a missing
    /// tool has to be a failure. xunit 2 decides at discovery, hence in the attribute.
    /// </summary>
    public static (string? Reason, string? Name) Of(string test, params Tool[] tools)
    {
        Tool[] missing = [.. tools.Where(tool => !tool.IsPresent())];
        if (missing.Length == 0 || Environment.GetEnvironmentVariable("CI") == "true")
        {
            return (null, null);
        }

        string reason = $"needs {string.Join(" and ", missing.Select(tool => tool.Name))}: "
            + $"apt-get install {string.Join(' ', missing.Select(tool => tool.Packages))}";
        return (reason, $"{test} ({reason})");
    }
}
