using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// V = B' d B of one patch of the input, for all blocks of 16 channels. Columns outside the map are left out when the code is
/// written, rows when it runs. Everything stays in locals: with arrays on the stack it takes twice as long.
/// </summary>
/// <param name="Patch">Rows and columns of the patch.</param>
/// <param name="FirstColumn">First column of the patch that lies inside the map.</param>
/// <param name="AfterColumn">Column after the last inside.</param>
internal sealed record WinogradInputTileKernel(int Patch, int FirstColumn, int AfterColumn) : Kernel
{
    public override string Name => $"TransformPatch{Patch}_Columns{FirstColumn}To{AfterColumn}";

    public override EquatableArray<string> Parameters => ["x", "patch"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int n = Patch;
        string[] all = [.. Enumerable.Range(0, n).Select(static i => $"{i}")];
        writer.Comment($"B' d B of a patch of {n} x {n} whose columns {FirstColumn} to {AfterColumn - 1} lie inside the map; left is its first column's offset in a row.");
        writer.Line(Optimized);
        using (writer.Open(
            $"private static void {name}(ref float x, ref float patch, int top, int height, int left, int lineStride, int blocks, int blockStride, nint frequencyStride, int patchBlockStride)"))
        {
            writer.Lines(WinogradTransform.Constants(isa, n - 2, output: false));

            writer.Line($"Lanes {string.Join(", ", all.Select(static i => "d" + i).Concat(WinogradTransform.Temporaries(n - 2, output: false)))};");
            for (int y = 0; y < n; y++)
            {
                writer.Line($"Lanes {string.Join(", ", all.Select(x => $"t{y}_{x}"))};");
            }

            bool split = isa.Width < 16;
            using (writer.Open("for (int block = 0; block < blocks; block++)"))
            using (split ? writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})") : default(IDisposable))
            {
                writer.Line($"int origin = (block * blockStride) + left{(split ? " + lane" : "")};");
                for (int y = 0; y < n; y++)
                {
                    EmitRow(writer, isa, y, n);
                }

                writer.Line($"ref float target = ref Unsafe.Add(ref patch, (block * patchBlockStride){(split ? " + lane" : "")});");
                WinogradTransform.StoreColumns(writer, isa, n, x => WinogradTransform.Input(isa, [.. all.Select(y => $"t{y}_{x}")]));
            }
        }
    }

    private void EmitRow(CodeWriter writer, Isa isa, int y, int n)
    {
        string row = y == 0 ? "top" : $"top + {y}";
        using (writer.Open($"if ((uint)({row}) < (uint)height)"))
        {
            writer.Line($"ref float line = ref Unsafe.Add(ref x, origin + (({row}) * lineStride) + {FirstColumn * 16});");
            for (int x = 0; x < n; x++)
            {
                bool isInside = x >= FirstColumn && x < AfterColumn;
                writer.Line($"d{x} = {(isInside ? isa.Load("line", (x - FirstColumn) * 16) : isa.Zero)};");
            }

            (string[] statements, string[] results) = WinogradTransform.Input(isa, [.. Enumerable.Range(0, n).Select(static x => $"d{x}")]);
            writer.Lines(statements);
            for (int x = 0; x < n; x++)
            {
                writer.Line($"t{y}_{x} = {results[x]};");
            }
        }

        using (writer.Open("else"))
        {
            writer.Line($"{string.Join(" = ", Enumerable.Range(0, n).Select(x => $"t{y}_{x}"))} = {isa.Zero};");
        }
    }
}
