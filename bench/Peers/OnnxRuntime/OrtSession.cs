using System.Runtime.InteropServices;

namespace StaticNet.Peers.OnnxRuntime;

/// <summary>
/// A model ready to run on fixed buffers. Both tensors are created once over pinned memory and handed in again on every run, so that a
/// run is the model's work and nothing else: what a careful user of the C API would write.
/// </summary>
internal sealed unsafe class OrtSession : IDisposable
{
    private const int WarningLevel = 2;
    private const int AllOptimizations = 99;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const int FloatElements = 1;

    private readonly OrtApi api;
    // On the pinned heap, because the native side keeps their addresses between runs.
    private readonly float[] input;
    private readonly float[] output;

    private byte** names;
    private void** values;
    private void* environment;
    private void* session;
    private void* memory;

    /// <summary>
    /// Loads <paramref name="model"/>, whose graph has one input and one output of the given names and static shapes, to run on
    /// <paramref name="threads"/> threads of which the caller's is one.
    /// </summary>
    public OrtSession(OrtApi api, ReadOnlySpan<byte> model, OrtTensor input, OrtTensor output, int threads)
    {
        this.api = api;
        this.input = GC.AllocateArray<float>(input.Length, pinned: true);
        this.output = GC.AllocateArray<float>(output.Length, pinned: true);
        names = (byte**)NativeMemory.AllocZeroed(2, (nuint)sizeof(byte*));
        values = (void**)NativeMemory.AllocZeroed(2, (nuint)sizeof(void*));
        try
        {
            names[0] = (byte*)Marshal.StringToCoTaskMemUTF8(input.Name);
            names[1] = (byte*)Marshal.StringToCoTaskMemUTF8(output.Name);
            Load(model, threads);
            fixed (void** memory = &this.memory)
            {
                api.Check(api.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, memory));
            }

            values[0] = Tensor(this.input, input.Shape);
            values[1] = Tensor(this.output, output.Shape);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The input that the next run reads.</summary>
    public Span<float> Input => input;

    /// <summary>The output that the last run wrote.</summary>
    public ReadOnlySpan<float> Output => output;

    /// <summary>Runs the model once, from <see cref="Input"/> to <see cref="Output"/>.</summary>
    public void Run()
    {
        void* status = api.Run(session, null, names, values, 1, names + 1, 1, values + 1);
        if (status != null)
        {
            api.Check(status);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (names == null)
        {
            return;
        }

        for (int i = 0; i < 2; i++)
        {
            Release(ref values[i], api.ReleaseValue);
            Marshal.FreeCoTaskMem((nint)names[i]);
        }

        Release(ref memory, api.ReleaseMemoryInfo);
        Release(ref session, api.ReleaseSession);
        Release(ref environment, api.ReleaseEnv);
        NativeMemory.Free(names);
        NativeMemory.Free(values);
        names = null;
        values = null;
    }

    private static void Release(ref void* handle, delegate* unmanaged<void*, void> release)
    {
        if (handle != null)
        {
            release(handle);
            handle = null;
        }
    }

    private void Load(ReadOnlySpan<byte> model, int threads)
    {
        void* options = null;
        api.Check(api.CreateSessionOptions(&options));
        try
        {
            api.Check(api.SetGraphOptimizationLevel(options, AllOptimizations));
            api.Check(api.SetIntraOpThreads(options, threads));
            api.Check(api.SetInterOpThreads(options, 1));
            fixed (byte* id = "staticnet"u8)
            fixed (byte* bytes = model)
            fixed (void** environment = &this.environment, session = &this.session)
            {
                api.Check(api.CreateEnv(WarningLevel, id, environment));
                api.Check(api.CreateSessionFromArray(this.environment, bytes, (nuint)model.Length, options, session));
            }
        }
        finally
        {
            api.ReleaseSessionOptions(options);
        }
    }

    private void* Tensor(float[] data, ReadOnlySpan<int> shape)
    {
        long* dimensions = stackalloc long[shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            dimensions[i] = shape[i];
        }

        void* value = null;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(data, 0);
        api.Check(api.CreateTensorWithData(
            memory, (void*)address, (nuint)data.Length * sizeof(float), dimensions, (nuint)shape.Length, FloatElements, &value));
        return value;
    }
}

/// <summary>The name of a graph's input or output, and its shape with the batch in front.</summary>
internal sealed record OrtTensor(string Name, int[] Shape)
{
    /// <summary>The number of floats.</summary>
    public int Length => Shape.Aggregate(1, (product, size) => checked(product * size));
}
