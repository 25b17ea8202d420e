using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// V = B' d B of one patch of the input, for all blocks of 16 channels. Columns outside the map are left out when the code is
/// written, rows when it runs. Everything stays in locals: with arrays on the stack it takes twice as long.
/// </summary>
/// <param name="Rows">Patch and transform from top to bottom, as <see cref="Create"/> gives them.</param>
/// <param name="Columns">The same from left to right.</param>
/// <param name="FirstColumn">First column of the patch that lies inside the map.</param>
/// <param name="AfterColumn">Column after the last inside.</param>
internal sealed record WinogradInputTileKernel(WinogradAxis Rows, WinogradAxis Columns, int FirstColumn, int AfterColumn) : Kernel
{
    public override string Name =>
        $"TransformPatch{(Rows.Patch == Columns.Patch ? $"{Rows.Patch}" : $"{Rows.Patch}x{Columns.Patch}")}{WinogradAxis.StrideLabel(Rows, Columns)}_Columns{FirstColumn}To{AfterColumn}";

    public override EquatableArray<string> Parameters => ["x", "patch"];

    /// <summary>The transform of a patch depends on its length alone, so that F(2, 5) shares that of F(4, 3).</summary>
    public static WinogradInputTileKernel Create(WinogradAxis rows, WinogradAxis columns, int firstColumn, int afterColumn)
    {
        static WinogradAxis Common(WinogradAxis axis) => axis.Stride == 1 ? new WinogradAxis(axis.Patch - 2, 3) : axis;
        return new(Common(rows), Common(columns), firstColumn, afterColumn);
    }

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        string[] positions = [.. Enumerable.Range(0, Columns.Patch).Select(static i => $"d{i}")];
        writer.Comment($"B' d B of a patch of {Rows.Patch} x {Columns.Patch} whose columns {FirstColumn} to {AfterColumn - 1} lie inside the map; left is its first column's offset in a row.");
        writer.Line(Optimized);
        using (writer.Open(
            $"private static void {name}(ref float x, ref float patch, int top, int height, int left, int lineStride, int blocks, int blockStride, nint frequencyStride, int patchBlockStride)"))
        {
            writer.Lines(WinogradTransform.Constants(isa, Rows, Columns, output: false));

            writer.Line($"Lanes {string.Join(", ", positions.Concat(WinogradTransform.Temporaries(Rows, Columns, output: false)))};");
            for (int y = 0; y < Rows.Patch; y++)
            {
                writer.Line($"Lanes {string.Join(", ", Row(y))};");
            }

            bool split = isa.Width < 16;
            using (writer.Open("for (int block = 0; block < blocks; block++)"))
            using (split ? writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})") : default(IDisposable))
            {
                writer.Line($"int origin = (block * blockStride) + left{(split ? " + lane" : "")};");
                for (int y = 0; y < Rows.Patch; y++)
                {
                    EmitRow(writer, isa, y, positions);
                }

                writer.Line($"ref float target = ref Unsafe.Add(ref patch, (block * patchBlockStride){(split ? " + lane" : "")});");
                WinogradTransform.StoreColumns(
                    writer, isa, Rows, Columns, x => WinogradTransform.Input(isa, Rows, [.. Enumerable.Range(0, Rows.Patch).Select(y => $"t{y}_{x}")]));
            }
        }
    }

    private string[] Row(int y) => [.. Enumerable.Range(0, Columns.Values).Select(x => $"t{y}_{x}")];

    private void EmitRow(CodeWriter writer, Isa isa, int y, string[] positions)
    {
        string row = y == 0 ? "top" : $"top + {y}";
        using (writer.Open($"if ((uint)({row}) < (uint)height)"))
        {
            writer.Line($"ref float line = ref Unsafe.Add(ref x, origin + (({row}) * lineStride) + {FirstColumn * 16});");
            for (int x = 0; x < Columns.Patch; x++)
            {
                bool isInside = x >= FirstColumn && x < AfterColumn;
                writer.Line($"d{x} = {(isInside ? isa.Load("line", (x - FirstColumn) * 16) : isa.Zero)};");
            }

            (string[] statements, string[] results) = WinogradTransform.Input(isa, Columns, positions);
            writer.Lines(statements);
            for (int x = 0; x < Columns.Values; x++)
            {
                writer.Line($"t{y}_{x} = {results[x]};");
            }
        }

        using (writer.Open("else"))
        {
            writer.Line($"{string.Join(" = ", Row(y))} = {isa.Zero};");
        }
    }
}
