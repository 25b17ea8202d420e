using System.Runtime.InteropServices;

namespace StaticNet.Peers.OnnxRuntime;

/// <summary>
/// The few functions of ONNX Runtime's C API that a comparison needs. The API is one table of function pointers whose order never
/// changes (new functions are appended), so that a position identifies a function for good: see onnxruntime_c_api.h, struct OrtApi.
/// </summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The oldest version of the table that holds all functions used here.</summary>
    private const uint ApiVersion = 11;

    private readonly void** table;

    /// <summary>Loads the native library at <paramref name="libraryPath"/>.</summary>
    /// <exception cref="DllNotFoundException">The file is missing or needs something that this system does not have.</exception>
    /// <exception cref="NotSupportedException">The library is older than the table version used here.</exception>
    public OrtApi(string libraryPath)
    {
        nint library = NativeLibrary.Load(libraryPath);
        var getBase = (delegate* unmanaged<OrtApiBase*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        OrtApiBase* start = getBase();
        Version = Marshal.PtrToStringUTF8((nint)start->GetVersionString()) ?? "unknown";
        table = start->GetApi(ApiVersion);
        if (table == null)
        {
            throw new NotSupportedException($"ONNX Runtime {Version} has no API version {ApiVersion}.");
        }
    }

    /// <summary>The library's version, such as 1.30.0.</summary>
    public string Version { get; }

    private delegate* unmanaged<void*, byte*> GetErrorMessage => (delegate* unmanaged<void*, byte*>)table[2];

    /// <summary>(logging level, log id, out environment)</summary>
    public delegate* unmanaged<int, byte*, void**, void*> CreateEnv =>
        (delegate* unmanaged<int, byte*, void**, void*>)table[3];

    /// <summary>(environment, model bytes, length, options, out session)</summary>
    public delegate* unmanaged<void*, void*, nuint, void*, void**, void*> CreateSessionFromArray =>
        (delegate* unmanaged<void*, void*, nuint, void*, void**, void*>)table[8];

    /// <summary>(session, run options, input names, inputs, count, output names, count, in and out outputs)</summary>
    public delegate* unmanaged<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*> Run =>
        (delegate* unmanaged<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)table[9];

    /// <summary>(out options)</summary>
    public delegate* unmanaged<void**, void*> CreateSessionOptions => (delegate* unmanaged<void**, void*>)table[10];

    /// <summary>(options, level)</summary>
    public delegate* unmanaged<void*, int, void*> SetGraphOptimizationLevel => (delegate* unmanaged<void*, int, void*>)table[23];

    /// <summary>(options, threads)</summary>
    public delegate* unmanaged<void*, int, void*> SetIntraOpThreads => (delegate* unmanaged<void*, int, void*>)table[24];

    /// <summary>(options, threads)</summary>
    public delegate* unmanaged<void*, int, void*> SetInterOpThreads => (delegate* unmanaged<void*, int, void*>)table[25];

    /// <summary>(memory info, data, bytes, shape, rank, element type, out value)</summary>
    public delegate* unmanaged<void*, void*, nuint, long*, nuint, int, void**, void*> CreateTensorWithData =>
        (delegate* unmanaged<void*, void*, nuint, long*, nuint, int, void**, void*>)table[49];

    /// <summary>(allocator type, memory type, out memory info)</summary>
    public delegate* unmanaged<int, int, void**, void*> CreateCpuMemoryInfo => (delegate* unmanaged<int, int, void**, void*>)table[69];

    public delegate* unmanaged<void*, void> ReleaseEnv => Release(92);

    public delegate* unmanaged<void*, void> ReleaseMemoryInfo => Release(94);

    public delegate* unmanaged<void*, void> ReleaseSession => Release(95);

    public delegate* unmanaged<void*, void> ReleaseValue => Release(96);

    public delegate* unmanaged<void*, void> ReleaseSessionOptions => Release(100);

    private delegate* unmanaged<void*, void> ReleaseStatus => Release(93);

    /// <summary>Throws what a call's status says; a null status is success.</summary>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public void Check(void* status)
    {
        if (status == null)
        {
            return;
        }

        string message = Marshal.PtrToStringUTF8((nint)GetErrorMessage(status)) ?? "unknown error";
        ReleaseStatus(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }

    private delegate* unmanaged<void*, void> Release(int position) => (delegate* unmanaged<void*, void>)table[position];

    [StructLayout(LayoutKind.Sequential)]
    private struct OrtApiBase
    {
        public delegate* unmanaged<uint, void**> GetApi;
        public delegate* unmanaged<byte*> GetVersionString;
    }
}
