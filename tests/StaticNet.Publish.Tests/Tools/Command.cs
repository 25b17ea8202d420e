using System.Diagnostics;
using System.Text;
using Xunit.Sdk;

namespace StaticNet.Publish.Tests.Tools;

/// <summary>A finished process: its exit code and everything it wrote.</summary>
internal sealed record CommandResult(string CommandLine, int ExitCode, string Output)
{
    /// <summary>This result if the process ended with 0; otherwise the test fails with all it wrote.</summary>
    public CommandResult MustSucceed() => ExitCode == 0
        ? this
        : throw new XunitException($"{CommandLine}\nended with {ExitCode}:\n{Output}");
}

internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end and takes standard output and standard error together.</summary>
    public static async Task<CommandResult> RunAsync(string program, string[] arguments, string? directory = null)
    {
        string commandLine = $"{program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Repository.Root,
        };

        // The test host's own settings are not the tested build's: the builds run as from a fresh shell, in English, and leave
        // no server behind that would keep files of the temporary directories open.
        foreach (string name in start.Environment.Keys.Where(IsTestHostSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";

        using Process process = Process.Start(start) ?? throw new XunitException($"{commandLine} did not start.");
        var output = new StringBuilder();
        void Take(object _, DataReceivedEventArgs e)
        {
            lock (output)
            {
                output.AppendLine(e.Data);
            }
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new XunitException($"{commandLine}\nwas stopped after {Limit}:\n{output}");
        }

        lock (output)
        {
            return new CommandResult(commandLine, process.ExitCode, output.ToString());
        }
    }

    public static Task<CommandResult> DotnetAsync(params string[] arguments) =>
        RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    private static bool IsTestHostSetting(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("COR_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("CORECLR_", StringComparison.OrdinalIgnoreCase);
}
