using System.Runtime.InteropServices;
using StaticNet.Generator.Kernels;

namespace StaticNet.Conformance.Tests.KernelTests;

/// <summary>Calls an emitted kernel of any number of references.</summary>
internal static unsafe class KernelCall
{
    /// <summary>For one picture; a kernel of several units does those between <paramref name="from"/> and <paramref name="to"/>.</summary>
    public static void Invoke(nint method, Kernel kernel, Memory<float>[] memory, int from, int to)
    {
        ref float At(int i) => ref MemoryMarshal.GetReference(memory[i].Span);
        if (kernel.TakesCount)
        {
            Assert.InRange(memory.Length, 3, 5);
            switch (memory.Length, kernel.Units > 1)
            {
                case (3, true): ((delegate* managed<ref float, ref float, ref float, int, int, int, void>)method)(ref At(0), ref At(1), ref At(2), 1, from, to); break;
                case (4, true): ((delegate* managed<ref float, ref float, ref float, ref float, int, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), 1, from, to); break;
                case (5, true): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, int, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), 1, from, to); break;
                case (3, false): ((delegate* managed<ref float, ref float, ref float, int, void>)method)(ref At(0), ref At(1), ref At(2), 1); break;
                case (4, false): ((delegate* managed<ref float, ref float, ref float, ref float, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), 1); break;
                default: ((delegate* managed<ref float, ref float, ref float, ref float, ref float, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), 1); break;
            }

            return;
        }

        Assert.InRange(memory.Length, 2, 7);
        switch (memory.Length, kernel.Units > 1)
        {
            case (2, true): ((delegate* managed<ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), from, to); break;
            case (3, true): ((delegate* managed<ref float, ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), ref At(2), from, to); break;
            case (4, true): ((delegate* managed<ref float, ref float, ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), from, to); break;
            case (5, true): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), from, to); break;
            case (6, true): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), ref At(5), from, to); break;
            case (7, true): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, ref float, ref float, int, int, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), ref At(5), ref At(6), from, to); break;
            case (2, false): ((delegate* managed<ref float, ref float, void>)method)(ref At(0), ref At(1)); break;
            case (3, false): ((delegate* managed<ref float, ref float, ref float, void>)method)(ref At(0), ref At(1), ref At(2)); break;
            case (4, false): ((delegate* managed<ref float, ref float, ref float, ref float, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3)); break;
            case (5, false): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4)); break;
            case (6, false): ((delegate* managed<ref float, ref float, ref float, ref float, ref float, ref float, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), ref At(5)); break;
            default: ((delegate* managed<ref float, ref float, ref float, ref float, ref float, ref float, ref float, void>)method)(ref At(0), ref At(1), ref At(2), ref At(3), ref At(4), ref At(5), ref At(6)); break;
        }
    }
}
