namespace StaticNet.Publish.Tests.Tools;

/// <summary>Something outside the SDK that a test runs, and the Debian packages that bring it.</summary>
internal sealed record Tool(string Name, string Packages, Func<bool> IsPresent)
{
    /// <summary>What NativeAOT links with. The C compiler alone is not enough: zlib's static half comes with its headers.</summary>
    public static readonly Tool AotLinker = new(
        "a linker for NativeAOT on x64 Linux (clang or gcc, and zlib)",
        "clang zlib1g-dev",
        static () => IsX64Linux && NativeLinker is not null && File.Exists("/usr/include/zlib.h"));

    /// <summary>Compiles the harness of the NEON kernels and links it with them.</summary>
    public static readonly Tool ArmCompiler = new(
        "a cross compiler for 64-bit Arm",
        "gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
        static () => IsX64Linux && OnPath(ArmCompilerCommand) && OnPath(ArmDisassemblerCommand));

    /// <summary>Runs a static Arm program.</summary>
    public static readonly Tool ArmEmulator = new(
        "a user-mode emulator for 64-bit Arm",
        "qemu-user-static",
        static () => IsX64Linux && OnPath(ArmEmulatorCommand));

    public const string ArmCompilerCommand = "aarch64-linux-gnu-gcc";
    public const string ArmDisassemblerCommand = "aarch64-linux-gnu-objdump";
    public const string ArmEmulatorCommand = "qemu-aarch64-static";

    /// <summary>The C compiler that ILC is to link with: clang, which it would choose itself, else gcc; null if neither is there.</summary>
    public static string? NativeLinker => new[] { "clang", "gcc" }.FirstOrDefault(OnPath);

    private static bool IsX64Linux =>
        OperatingSystem.IsLinux()
        && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64;

    private static bool OnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, command)));
}
