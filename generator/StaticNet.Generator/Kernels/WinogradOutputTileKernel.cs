using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>Y = A' M A of one tile for some blocks of 16 filters, and what follows.</summary>
/// <param name="Rows">Tile and transform from top to bottom.</param>
/// <param name="Columns">Tile and transform from left to right.</param>
/// <param name="Inside">Columns of the tile that lie inside the map.</param>
/// <param name="Epilogue">What is done before the store.</param>
internal sealed record WinogradOutputTileKernel(WinogradAxis Rows, WinogradAxis Columns, int Inside, WinogradEpilogue Epilogue) : Kernel
{
    public override string Name =>
        $"TransformTile{WinogradAxis.Label(Rows, Columns)}_{Rows.Taps}{WinogradAxis.StrideLabel(Rows, Columns)}_{Inside}Columns{(Epilogue.HasBias ? "_Bias" : "")}{Epilogue.Suffix}";

    public override EquatableArray<string> Parameters => ["products", .. Epilogue.Parameters, "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Rows.Frequencies, columns = Columns.Frequencies;
        writer.Comment($"A' M A of a tile of {Rows.Size} x {Columns.Size}, of which {Inside} column(s) and the given rows lie inside the map{Epilogue.PoolComment}.");
        writer.Line(Optimized);
        using (writer.Open(
            $"private static void {name}({References}, int rows, int lineStride, int blocks, int blockStride, nint frequencyStride, int productBlockStride)"))
        {
            writer.Lines(WinogradTransform.Constants(isa, Rows, Columns, output: true));

            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, n).Select(static i => "m" + i).Concat(WinogradTransform.Temporaries(Rows, Columns, output: true)))};");
            for (int x = 0; x < columns; x++)
            {
                writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, Rows.Size).Select(y => $"t{y}_{x}"))};");
            }

            string[] values = Epilogue.Pooled is null ? ["value"] : [.. Enumerable.Range(0, Inside / 2 * 2).SelectMany(static x => new[] { $"a{x}", $"b{x}" })];
            writer.Line($"Lanes {string.Join(", ", values.Concat(Epilogue.HasBias ? ["offset"] : []))};");
            bool split = isa.Width < 16;
            using (writer.Open("for (int block = 0; block < blocks; block++)"))
            using (split ? writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})") : default(IDisposable))
            {
                string lane = split ? " + lane" : "";
                writer.Line($"ref float source = ref Unsafe.Add(ref products, (block * productBlockStride){lane});");
                for (int x = 0; x < columns; x++)
                {
                    for (int y = 0; y < n; y++)
                    {
                        writer.Line($"m{y} = {isa.Load("source")};");
                        if ((x * n) + y < (columns * n) - 1)
                        {
                            writer.Line("source = ref Unsafe.Add(ref source, frequencyStride);");
                        }
                    }

                    (string[] statements, string[] results) = WinogradTransform.Output(isa, Rows, [.. Enumerable.Range(0, n).Select(static i => "m" + i)]);
                    writer.Lines(statements);
                    for (int y = 0; y < Rows.Size; y++)
                    {
                        writer.Line($"t{y}_{x} = {results[y]};");
                    }
                }

                if (Epilogue.HasBias)
                {
                    writer.Line($"offset = {isa.Load("bias", $"(block * 16){lane}")};");
                }

                foreach ((string reference, string map) in Maps)
                {
                    writer.Line($"ref float {reference} = ref Unsafe.Add(ref {map}, (block * blockStride){lane});");
                }

                for (int y = 0; y < Rows.Size; y += Epilogue.PerStored)
                {
                    int last = y + Epilogue.PerStored - 1;
                    using (last == 0 ? default(IDisposable) : writer.Open($"if (rows > {last})"))
                    {
                        if (Epilogue.Pooled is null)
                        {
                            EmitRow(writer, isa, y);
                        }
                        else
                        {
                            EmitPooledRows(writer, isa, y);
                        }
                    }
                }
            }
        }
    }

    /// <summary>References into what lies as the target does.</summary>
    private (string Name, string Map)[] Maps => Epilogue.HasSum ? [("target", "y"), ("addend", "sum")] : [("target", "y")];

    private void EmitRow(CodeWriter writer, Isa isa, int y)
    {
        EmitStep(writer, y);
        string[] results = EmitTransform(writer, isa, y);
        for (int x = 0; x < Inside; x++)
        {
            writer.Line($"value = {results[x]}{(Epilogue.HasBias ? " + offset" : "")}{(Epilogue.HasSum ? $" + {isa.Load("addend", x * 16)}" : "")};");
            writer.Line(isa.Store(Epilogue.Activated(isa, "value"), "target", x * 16));
        }
    }

    /// <summary>Two rows, of whose whole windows the maxima, means or sums are stored.</summary>
    private void EmitPooledRows(CodeWriter writer, Isa isa, int y)
    {
        EmitStep(writer, y);
        foreach ((string row, int from) in new[] { ("a", y), ("b", y + 1) })
        {
            string[] results = EmitTransform(writer, isa, from);
            for (int x = 0; x < Inside / 2 * 2; x++)
            {
                writer.Line($"{row}{x} = {results[x]}{Epilogue.EarlyBias("offset")};");
            }
        }

        for (int x = 0; x + 1 < Inside; x += 2)
        {
            Epilogue.EmitPooled(writer, isa, [$"a{x}", $"a{x + 1}", $"b{x}", $"b{x + 1}"], "offset");
            writer.Line(isa.Store($"a{x}", "target", x / 2 * 16));
        }
    }

    /// <summary>On to the next line of what lies as the target does.</summary>
    private void EmitStep(CodeWriter writer, int y)
    {
        foreach ((string name, _) in y == 0 ? [] : Maps)
        {
            writer.Line($"{name} = ref Unsafe.Add(ref {name}, lineStride);");
        }
    }

    private string[] EmitTransform(CodeWriter writer, Isa isa, int y)
    {
        (string[] statements, string[] results) = WinogradTransform.Output(isa, Columns, [.. Enumerable.Range(0, Columns.Frequencies).Select(x => $"t{y}_{x}")]);
        writer.Lines(statements);
        return results;
    }
}
