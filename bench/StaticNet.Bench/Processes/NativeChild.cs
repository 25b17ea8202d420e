using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using StaticNet.Bench.Figures;

namespace StaticNet.Bench.Processes;

/// <summary>
/// Starts a program by posix_spawn. .NET's own Process takes longer to start one than a small native program takes to do its work, so
/// with it the figure would be the parent's.
/// </summary>
internal static unsafe partial class NativeChild
{
    private const int StandardOutput = 1;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int SetStatusFlags = 4;
    private const int WriteOnly = 1;

    // glibc's and musl's opaque type has 80 bytes; more does no harm.
    private const int FileActionsBytes = 256;

    /// <summary>Milliseconds from the call that starts the program to its end.</summary>
    public static double Time(string path, params string[] arguments)
    {
        int nowhere = Open("/dev/null", WriteOnly | CloseOnExec);
        try
        {
            long start = Stopwatch.GetTimestamp();
            int code = Wait(Spawn(path, arguments, nowhere));
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return code == 0 ? milliseconds : throw new MeasurementException($"{Path.GetFileName(path)} ended with status {code}");
        }
        finally
        {
            Close(nowhere);
        }
    }

    /// <summary>
    /// The most memory, in bytes, that was resident up to the program's first line of output. The program writes into a full pipe, where
    /// it stops; there /proc tells its high-water mark. (The mark that wait4 reports is no use: a spawned process inherits its parent's.)
    /// </summary>
    public static long PeakResidentBytes(string path, params string[] arguments)
    {
        int* ends = stackalloc int[2];
        if (Pipe(ends, CloseOnExec) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        try
        {
            Fill(ends[1]);
            int process = Spawn(path, arguments, ends[1]);
            long bytes = WaitUntilBlocked(process);
            Close(ends[0]); // Nobody reads: the program's write fails, and the program ends.
            ends[0] = -1;
            Wait(process);
            return bytes;
        }
        finally
        {
            Close(ends[1]);
            if (ends[0] >= 0)
            {
                Close(ends[0]);
            }
        }
    }

    private static void Fill(int pipe)
    {
        byte* page = stackalloc byte[4096];
        Control(pipe, SetStatusFlags, NonBlocking);
        while (Write(pipe, page, 4096) > 0)
        {
        }

        Control(pipe, SetStatusFlags, 0);
    }

    private static long WaitUntilBlocked(int process)
    {
        // Long enough for any program of this size to have reached its first line; then it no longer changes.
        Thread.Sleep(300);
        string status = File.ReadAllText($"/proc/{process}/status");
        const string label = "VmHWM:";
        string? line = status.Split('\n').FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
        return line is null
            ? throw new MeasurementException("the program ended without writing anything")
            : long.Parse(line[label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
    }

    private static int Spawn(string path, string[] arguments, int output)
    {
        byte* actions = stackalloc byte[FileActionsBytes];
        string[] all = [path, .. arguments];
        byte** argv = stackalloc byte*[all.Length + 1];
        byte* environment = null; // No variables: nothing of the caller's shell changes what is measured.
        for (int i = 0; i < all.Length; i++)
        {
            argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(all[i]);
        }

        argv[all.Length] = null;
        try
        {
            InitializeFileActions(actions);
            AddDuplicate(actions, output, StandardOutput);
            int error = PosixSpawn(out int process, path, actions, null, argv, &environment);
            DestroyFileActions(actions);
            return error == 0 ? process : throw new Win32Exception(error, $"{path} cannot be started");
        }
        finally
        {
            for (int i = 0; i < all.Length; i++)
            {
                Marshal.FreeCoTaskMem((nint)argv[i]);
            }
        }
    }

    private static int Wait(int process)
    {
        int status;
        while (WaitPid(process, &status, 0) < 0)
        {
        }

        return status;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int file, int asFile);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(
        out int process, string path, byte* actions, void* attributes, byte** arguments, byte** environment);
}
