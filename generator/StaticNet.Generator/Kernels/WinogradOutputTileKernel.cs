using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Kernels;

/// <summary>What is done to a tile of a Winograd convolution before it is stored.</summary>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasSum">Whether a value that lies as the target does is added: the other input of a residual sum.</param>
/// <param name="Activation">Applied last.</param>
internal sealed record WinogradEpilogue(bool HasBias, bool HasSum, Activation? Activation)
{
    /// <summary>What a kernel reads for it after the filters.</summary>
    public string[] Parameters => [.. HasBias ? new[] { "bias" } : [], .. HasSum ? new[] { "sum" } : []];

    /// <summary>The end of a kernel's name.</summary>
    public string Suffix => $"{(HasSum ? "_Sum" : "")}{(Activation is null ? "" : "_" + Activation.Function)}";
}

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
        writer.Comment($"A' M A of a tile of {Rows.Size} x {Columns.Size}, of which {Inside} column(s) and the given rows lie inside the map.");
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

            writer.Line($"Lanes value{(Epilogue.HasBias ? ", offset" : "")};");
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

                for (int y = 0; y < Rows.Size; y++)
                {
                    using (y == 0 ? default(IDisposable) : writer.Open($"if (rows > {y})"))
                    {
                        EmitRow(writer, isa, y);
                    }
                }
            }
        }
    }

    /// <summary>References into what lies as the target does.</summary>
    private (string Name, string Map)[] Maps => Epilogue.HasSum ? [("target", "y"), ("addend", "sum")] : [("target", "y")];

    private void EmitRow(CodeWriter writer, Isa isa, int y)
    {
        if (y > 0)
        {
            foreach ((string name, _) in Maps)
            {
                writer.Line($"{name} = ref Unsafe.Add(ref {name}, lineStride);");
            }
        }

        (string[] statements, string[] results) = WinogradTransform.Output(isa, Columns, [.. Enumerable.Range(0, Columns.Frequencies).Select(x => $"t{y}_{x}")]);
        writer.Lines(statements);
        for (int x = 0; x < Inside; x++)
        {
            writer.Line($"value = {results[x]}{(Epilogue.HasBias ? " + offset" : "")}{(Epilogue.HasSum ? $" + {isa.Load("addend", x * 16)}" : "")};");
            string value = Epilogue.Activation is { } activation ? Activations.Apply(isa, activation.Function, activation.Slope, "value") : "value";
            writer.Line(isa.Store(value, "target", x * 16));
        }
    }
}
