using System.Diagnostics;
using System.Runtime.InteropServices;
using StaticNet.Measurement;

namespace StaticNet.Peers.OnnxRuntime;

/// <summary>
/// The npm package that carries ONNX Runtime's native library, in a folder that version control ignores. Only the file is used: no
/// script of the package runs, and Node.js is needed to fetch it, not to measure.
/// </summary>
internal static class OrtPackage
{
    private const string Package = "onnxruntime-node@1.30.0";

    /// <summary>Where the library is, or will be once <see cref="Install"/> has run.</summary>
    public static string LibraryPath { get; } =
        Repository.Path("artifacts", "peers", "node_modules", "onnxruntime-node", "bin", "napi-v6", PlatformPath());

    /// <summary>Whether the library is there.</summary>
    public static bool IsInstalled => File.Exists(LibraryPath);

    /// <summary>Fetches the package with npm.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed.</exception>
    public static void Install()
    {
        string folder = Repository.Path("artifacts", "peers");
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("npm")
        {
            ArgumentList = { "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, Package },
        };
        try
        {
            using Process npm = Process.Start(start)!;
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm install {Package} ended with code {npm.ExitCode}.");
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidOperationException(
                $"npm, which fetches {Package}, cannot be started ({error.Message}). Install Node.js; on Debian: apt install npm.", error);
        }

        if (!IsInstalled)
        {
            throw new InvalidOperationException($"{Package} has no library for this platform: {LibraryPath} is missing.");
        }
    }

    private static string PlatformPath()
    {
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return OperatingSystem.IsWindows() ? Path.Combine("win32", architecture, "onnxruntime.dll")
            : OperatingSystem.IsMacOS() ? Path.Combine("darwin", architecture, "libonnxruntime.1.dylib")
            : Path.Combine("linux", architecture, "libonnxruntime.so.1");
    }
}
