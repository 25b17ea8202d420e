using Xunit;

namespace StaticNet.Publish.Tests.Tools;

/// <summary>A test that needs a linker for NativeAOT, and is skipped, saying what to install, where there is none.</summary>
internal sealed class AotFactAttribute : FactAttribute
{
    public AotFactAttribute() => Skip = ToolSkip.Reason(Tool.AotLinker);
}

/// <summary>A test that runs Arm code, and is skipped, saying what to install, where that cannot be done.</summary>
internal sealed class NeonFactAttribute : FactAttribute
{
    public NeonFactAttribute() => Skip = ToolSkip.Reason(Tool.ArmCompiler, Tool.ArmEmulator);
}

/// <inheritdoc cref="NeonFactAttribute"/>
internal sealed class NeonTheoryAttribute : TheoryAttribute
{
    public NeonTheoryAttribute() => Skip = ToolSkip.Reason(Tool.ArmCompiler, Tool.ArmEmulator);
}

internal static class ToolSkip
{
    /// <summary>
    /// The reason to skip, or null. Never under CI, where a missing tool has to be a failure. xunit 2 decides at discovery,
    /// hence in the attribute.
    /// </summary>
    public static string? Reason(params Tool[] tools)
    {
        Tool[] missing = [.. tools.Where(tool => !tool.IsPresent())];
        return missing.Length == 0 || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : $"needs {string.Join(" and ", missing.Select(tool => tool.Name))}: "
                + $"apt-get install {string.Join(' ', missing.Select(tool => tool.Packages))}";
    }
}
