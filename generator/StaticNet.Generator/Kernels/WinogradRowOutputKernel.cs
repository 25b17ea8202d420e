using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// A'm of some pixels of a strip of a <see cref="WinogradRowShape"/> for some blocks of 16 filters, and what follows.
/// </summary>
/// <param name="Size">m of F(m, r).</param>
/// <param name="Taps">r.</param>
/// <param name="Pixels">Pixels of a row.</param>
/// <param name="Blocks">Blocks of 16 filters.</param>
/// <param name="IsClipped">Whether a strip may have fewer than m rows.</param>
/// <param name="Target">Layout written: the convolution's output, or the pooled one.</param>
/// <param name="Epilogue">What is done before the store.</param>
internal sealed record WinogradRowOutputKernel(
    int Size, int Taps, int Pixels, int Blocks, bool IsClipped, Layout Target, WinogradEpilogue Epilogue) : Kernel
{
    private WinogradAxis Axis => new(Size, Taps);

    public override string Name =>
        $"TransformStrip{Size}_{Taps}_{Blocks * Layout.Block}x{Pixels}_Of{Target.Sizes}{(Epilogue.HasBias ? "_Bias" : "")}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["products", .. Epilogue.Parameters, "y"];

    /// <summary>Distance between two blocks of filters among the products of a frequency.</summary>
    private int BlockStride => Pixels * Layout.Block;

    private bool IsPooled => Epilogue.Pooled is not null;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Size + Taps - 1;
        string[] m = [.. Enumerable.Range(0, n).Select(static f => $"m{f}")];
        writer.Comment($"A'm of F({Size}, {Taps}): {Size} rows of {Pixels} pixels{Epilogue.PoolComment}.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}({References}{(IsClipped ? ", int lines" : "")})"))
        {
            writer.Lines(WinogradTransform.Constants(isa, Axis, output: true));
            writer.Line($"Lanes {string.Join(", ", m.Concat(WinogradTransform.Temporaries(Axis, output: true)))};");
            for (int side = 0; side < Epilogue.PerStored; side++)
            {
                writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, Size).Select(row => Value(row, side)))};");
            }

            using (Blocks == 1 ? default(IDisposable) : writer.Open($"for (int block = 0; block < {Blocks}; block++)"))
            using (isa.Width == 16 ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
            {
                string lane = isa.Width == 16 ? "" : " + lane";
                string Start(int blockStride) => $"{(Blocks == 1 ? "0" : $"(block * {blockStride})")}{lane}";
                writer.Line($"ref float source = ref Unsafe.Add(ref products, {Start(BlockStride)});");
                writer.Line($"ref float target = ref Unsafe.Add(ref y, {Start(Target.BlockStride)});");
                if (Epilogue.HasSum)
                {
                    writer.Line($"ref float addend = ref Unsafe.Add(ref sum, {Start(Target.BlockStride)});");
                }

                if (Epilogue.HasBias)
                {
                    writer.Line($"Lanes offset = {isa.Load("bias", Start(Layout.Block))};");
                }

                using (writer.Open($"for (int i = 0; i < {Pixels * Layout.Block}; i += {Layout.Block * Epilogue.PerStored})"))
                {
                    EmitPixel(writer, isa, m, 0);
                    if (!IsPooled)
                    {
                        EmitStores(writer, isa);
                    }
                    else
                    {
                        EmitPixel(writer, isa, m, 1);
                        EmitPooled(writer, isa);
                    }
                }
            }
        }
    }

    private static string Value(int row, int side) => side == 0 ? $"a{row}" : $"b{row}";

    /// <summary>The sums of a pixel, or of the other one of two.</summary>
    private void EmitPixel(CodeWriter writer, Isa isa, string[] m, int side)
    {
        for (int f = 0; f < m.Length; f++)
        {
            writer.Line($"{m[f]} = {isa.Load("source", VectorCode.Sum("i", (f * Blocks * BlockStride) + (side * Layout.Block)))};");
        }

        (string[] statements, string[] results) = WinogradTransform.Output(isa, Axis, m);
        writer.Lines(statements);
        for (int row = 0; row < Size; row++)
        {
            writer.Line($"{Value(row, side)} = {results[row]}{Epilogue.EarlyBias("offset")};");
        }
    }

    private void EmitStores(CodeWriter writer, Isa isa)
    {
        for (int row = 0; row < Size; row++)
        {
            using IDisposable? inside = IsClipped && row > 0 ? writer.Open($"if (lines > {row})") : null;
            string at = VectorCode.Sum("i", row * Target.LineStride);
            if (Epilogue.HasSum)
            {
                writer.Line($"{Value(row, 0)} += {isa.Load("addend", at)};");
            }

            writer.Line(isa.Store(Epilogue.Activated(isa, Value(row, 0)), "target", at));
        }
    }

    private void EmitPooled(CodeWriter writer, Isa isa)
    {
        for (int row = 0; row < Size; row += 2)
        {
            using IDisposable? inside = IsClipped && row > 0 ? writer.Open($"if (lines > {row})") : null;
            Epilogue.EmitPooled(writer, isa, [Value(row, 0), Value(row, 1), Value(row + 1, 0), Value(row + 1, 1)], "offset");
            writer.Line(isa.Store(Value(row, 0), "target", $"(i / 2) + {row / 2 * Target.LineStride}"));
        }
    }
}
