using System.Reflection;
using System.Runtime.Versioning;
using StaticNet.Conformance.Tests.Harness;
using StaticNet.Generator.Kernels;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>
/// Kernels one by one, in every instruction set that this machine runs, against plain loops in double precision, in memory between
/// inaccessible pages: right values, padding as promised, and nothing touched outside.
/// </summary>
public sealed class KernelTests
{
    private static readonly Lazy<EmittedKernels> Emitted = new(static () => new EmittedKernels(KernelCases.All.Values.Select(static row => row.Kernel)));

    private delegate void Two(ref float a, ref float b);

    private delegate void Three(ref float a, ref float b, ref float c);

    private delegate void Four(ref float a, ref float b, ref float c, ref float d);

    private delegate void TwoCounted(ref float a, ref float b, int count);

    private delegate void ThreeCounted(ref float a, ref float b, ref float c, int count);

    public static TheoryData<string> Names => [.. KernelCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesWhatPlainLoopsDo(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        KernelCase row = KernelCases.All[name];
        foreach (InstructionSet set in InstructionSet.Supported)
        {
            foreach (bool atEnd in new[] { false, true })
            {
                float[][] after = Run(row, set.Name, atEnd);
                Check(row, set.Name, after[^1]);
                CheckBeside(row, set.Name, after[^2]);
            }
        }
    }

    /// <summary>Past these limits the JIT spills, or gives up optimising.</summary>
    [Fact]
    public void MethodsStayWithinWhatTheJitOptimises()
    {
        foreach (MethodInfo method in Emitted.Value.Methods)
        {
            MethodBody body = method.GetMethodBody()!;
            Assert.True(body.GetILAsByteArray()!.Length < 20_000, $"{method.DeclaringType}.{method.Name} has {body.GetILAsByteArray()!.Length} bytes of IL");
            Assert.True(body.LocalVariables.Count <= 100, $"{method.DeclaringType}.{method.Name} has {body.LocalVariables.Count} locals");
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static float[][] Run(KernelCase row, string set, bool atEnd)
    {
        Kernel kernel = row.Kernel;
        GuardedBuffer[] buffers = [.. row.Operands.Select(values => new GuardedBuffer(values.Length, 0, isAligned: values.Length % 16 == 0, atEnd))];
        try
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                row.Operands[i].CopyTo(buffers[i].Span);
            }

            int last = buffers.Length - 1;
            int target = row.InPlaceOf < 0 ? last : row.InPlaceOf;
            switch (buffers.Length)
            {
                case 2 when kernel.TakesCount:
                    Emitted.Value.Bind<TwoCounted>(kernel, set)(ref buffers[0].Origin, ref buffers[target].Origin, 3);
                    break;
                case 2:
                    Emitted.Value.Bind<Two>(kernel, set)(ref buffers[0].Origin, ref buffers[target].Origin);
                    break;
                case 3 when kernel.TakesCount:
                    Emitted.Value.Bind<ThreeCounted>(kernel, set)(ref buffers[0].Origin, ref buffers[1].Origin, ref buffers[target].Origin, 3);
                    break;
                case 3:
                    Emitted.Value.Bind<Three>(kernel, set)(ref buffers[0].Origin, ref buffers[1].Origin, ref buffers[target].Origin);
                    break;
                default:
                    Emitted.Value.Bind<Four>(kernel, set)(ref buffers[0].Origin, ref buffers[1].Origin, ref buffers[2].Origin, ref buffers[target].Origin);
                    break;
            }

            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i].AssertUntouchedOutside($"{row} in {set}, {kernel.Parameters[i]}");
                if (i != target && i != last && (i != last - 1 || row.ExpectedBeside is null))
                {
                    Assert.True(buffers[i].Span.SequenceEqual(row.Operands[i]), $"{row} in {set} wrote to {kernel.Parameters[i]}");
                }
            }

            return [.. buffers[..last].Append(buffers[target]).Select(static buffer => buffer.Span.ToArray())];
        }
        finally
        {
            foreach (GuardedBuffer buffer in buffers)
            {
                buffer.Dispose();
            }
        }
    }

    private static void CheckBeside(KernelCase row, string set, float[] actual)
    {
        for (int i = 0; i < row.ExpectedBeside?.Length; i++)
        {
            double expected = row.ExpectedBeside[i];
            Assert.True(
                double.IsNaN(expected) || actual[i] == expected, $"{row} in {set}: float {i} of {actual.Length} beside is {actual[i]:G9}, not {expected:G9}");
        }
    }

    private static void Check(KernelCase row, string set, float[] actual)
    {
        Assert.Equal(row.Expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            double expected = row.Expected[i];
            bool isRight = double.IsNaN(expected)
                ? float.IsFinite(actual[i])
                : Math.Abs(actual[i] - expected) <= row.Tolerance * Math.Max(1, Math.Abs(expected));
            Assert.True(isRight, $"{row} in {set}: float {i} of {actual.Length} is {actual[i]:G9}, not {expected:G9}");
        }
    }
}
