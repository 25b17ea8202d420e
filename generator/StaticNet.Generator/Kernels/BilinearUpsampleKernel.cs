using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// Bilinear enlargement by whole factors, on blocks of channels: rows are blended two by two, and the columns of the blend again. Output
/// o lies at max(0, (o + 0.5) / s - 0.5) of the input along each axis, or with AlignCorners at o * (inputs - 1) / (outputs - 1), as in
/// PyTorch; the positions are computed in whole numbers, and rounded once.
/// </summary>
internal sealed record BilinearUpsampleKernel(Layout Source, Layout Target, int ScaleH, int ScaleW, bool AlignCorners) : Kernel
{
    public override string Name => $"Bilinear{(AlignCorners ? "Aligned" : "")}{ScaleH}x{ScaleW}_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var columns = new BilinearAxis(Source.Width, ScaleW, AlignCorners);
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}, bilinear{(AlignCorners ? " from corner to corner" : "")}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            BilinearRows.Emit(writer, isa, Source, Target, new BilinearAxis(Source.Height, ScaleH, AlignCorners), "x", "y", name);
        }

        writer.Line();
        writer.Comment("A row between two rows of the map.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_Row(ref float upper, ref float lower, float weight, ref float target)"))
        {
            writer.Line($"Lanes down = {isa.Broadcast("weight")};");
            string Blend(string at) => isa.Fma("down", $"({isa.Load("lower", at)} - {isa.Load("upper", at)})", isa.Load("upper", at));
            writer.Line($"Lanes left = {Blend("0")};");
            columns.EmitColumns(
                writer,
                (position, count) => BilinearAxis.Repeat(writer, position, count, at => writer.Line(isa.Store("left", "target", at))),
                at =>
                {
                    writer.Line($"Lanes right = {Blend(at)};");
                    writer.Line("Lanes step = right - left;");
                },
                (at, fraction) => writer.Line(isa.Store(isa.Fma(isa.Broadcast(fraction), "step", "left"), "target", at)),
                _ => writer.Line("left = right;"));
        }
    }
}

/// <summary>The gradient of <see cref="BilinearUpsampleKernel"/>, its exact transpose: every output hands its gradient to the inputs that it blends.</summary>
internal sealed record BilinearUpsampleBackwardKernel(Layout Source, Layout Target, int ScaleH, int ScaleW, bool AlignCorners) : Kernel
{
    public override string Name => $"Bilinear{(AlignCorners ? "Aligned" : "")}{ScaleH}x{ScaleW}_Backward_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var columns = new BilinearAxis(Source.Width, ScaleW, AlignCorners);
        writer.Comment($"Gradient of the bilinear enlargement, {Target.Tuple} -> {Source.Tuple}.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            VectorCode.Clear(writer, isa, "dx", 0, Source.Length);
            BilinearRows.Emit(writer, isa, Source, Target, new BilinearAxis(Source.Height, ScaleH, AlignCorners), "dx", "dy", name);
        }

        writer.Line();
        writer.Comment("The gradient of a row to the two rows of the map that it lies between, which at the border are one.");
        writer.Line(Optimized);
        using (writer.Open($"private static void {name}_Row(ref float upper, ref float lower, float weight, ref float gradient)"))
        {
            writer.Line($"Lanes down = {isa.Broadcast("weight")}, left = {isa.Zero}, right;");
            void Give(string at)
            {
                writer.Line("right = left * down;");
                writer.Line(isa.Store($"{isa.Load("upper", at)} + (left - right)", "upper", at));
                writer.Line(isa.Store($"{isa.Load("lower", at)} + right", "lower", at));
            }

            columns.EmitColumns(
                writer,
                (position, count) =>
                {
                    BilinearAxis.Repeat(writer, position, count, at => writer.Line($"left += {isa.Load("gradient", at)};"));
                    if (position != "0")
                    {
                        Give(Isa.Text((Source.Width - 1) * Layout.Block));
                    }
                },
                _ => writer.Line($"Lanes next = {isa.Zero}, g;"),
                (at, fraction) =>
                {
                    writer.Line($"g = {isa.Load("gradient", at)};");
                    writer.Line($"right = g * {isa.Broadcast(fraction)};");
                    writer.Line("next += right;");
                    writer.Line("left += g - right;");
                },
                before =>
                {
                    Give(before);
                    writer.Line("left = next;");
                });
        }
    }
}

/// <summary>The loops of both over blocks and rows.</summary>
internal static class BilinearRows
{
    public static void Emit(CodeWriter writer, Isa isa, Layout small, Layout large, BilinearAxis rows, string onSmall, string onLarge, string name)
    {
        string lane = isa.Width == Layout.Block ? "" : " + lane";
        using (writer.Open($"for (int block = 0; block < {small.Blocks}; block++)"))
        using (isa.Width == Layout.Block ? default(IDisposable) : writer.Open($"for (int lane = 0; lane < 16; lane += {isa.Width})"))
        using (writer.Open($"for (int row = 0; row < {large.Height}; row++)"))
        {
            string Row(string reference, Layout layout, string row) => $"ref Unsafe.Add(ref {reference}, (block * {layout.BlockStride}){lane} + ({row} * {layout.LineStride}))";
            rows.EmitPosition(writer, "row");
            writer.Line($"{name}_Row({Row(onSmall, small, "first")}, {Row(onSmall, small, "second")}, fraction, {Row(onLarge, large, "row")});");
        }
    }
}

/// <summary>Which two inputs an output lies between along one axis, and how far from the first.</summary>
internal sealed class BilinearAxis(int inputs, int scale, bool alignCorners)
{
    /// <summary>Outputs between two inputs up to which they are written out.</summary>
    private const int MaxWritten = 8;

    private int Outputs => inputs * scale;

    /// <summary>The unit of positions: an output lies at a whole number of 1 / Unit inputs.</summary>
    private int Unit => alignCorners ? Math.Max(1, Outputs - 1) : 2 * scale;

    /// <summary>The first output of which the first input is not just that at the border, without corners aligned.</summary>
    private int Lead => alignCorners ? 0 : scale / 2;

    /// <summary>Declares first, second and fraction for an output: C# in whole numbers.</summary>
    public void EmitPosition(CodeWriter writer, string output)
    {
        string type = (long)Outputs * Math.Max(inputs, 2) > int.MaxValue ? "long" : "int";
        string position = alignCorners
            ? $"({type}){output} * {inputs - 1}"
            : $"Math.Max(({type})0, (2 * ({type}){output}) + {1 - scale})";
        writer.Line($"{type} position = {position};");
        writer.Line($"int first = {(type == "int" ? "" : "(int)")}(position / {Unit}), second = Math.Min(first + 1, {inputs - 1});");
        writer.Line($"float fraction = (position % {Unit}) * {Isa.Text(1f / Unit)};");
    }

    /// <summary>
    /// Walks the outputs from input to input. <paramref name="border"/> writes those that lie at the first or the last input: it gets the offset
    /// of the first and their number. Between two inputs stand <paramref name="begin"/>, with the second's offset, then
    /// <paramref name="between"/> for each output, with its offset and fraction, then <paramref name="end"/>, with the first's offset.
    /// </summary>
    public void EmitColumns(
        CodeWriter writer, Action<string, int> border, Action<string> begin, Action<string, string> between, Action<string> end)
    {
        border("0", Lead);
        if (inputs > 1 && alignCorners)
        {
            string type = (long)Outputs * inputs > int.MaxValue ? "long" : "int";
            writer.Line("int output = 0;");
            using (writer.Open($"for (int input = 1; input < {inputs}; input++)"))
            {
                // The last output lies at the last input, a whole step behind the one before it.
                begin($"input * {Layout.Block}");
                writer.Line($"{type} left0 = ({type})(input - 1) * {Unit};");
                using (writer.Open($"for (; ({type})output * {inputs - 1} < left0 + {Unit} || (input == {inputs - 1} && output < {Outputs}); output++)"))
                {
                    writer.Line($"float fraction = ((({type})output * {inputs - 1}) - left0) * {Isa.Text(1f / Unit)};");
                    between($"output * {Layout.Block}", "fraction");
                }

                end($"(input - 1) * {Layout.Block}");
            }
        }
        else if (inputs > 1)
        {
            using (writer.Open($"for (int input = 1; input < {inputs}; input++)"))
            {
                begin($"input * {Layout.Block}");
                string first = $"(input * {scale * Layout.Block})";
                if (scale <= MaxWritten)
                {
                    for (int j = 0; j < scale; j++)
                    {
                        int offset = (Lead - scale + j) * Layout.Block;
                        between($"{first} + {offset}", Isa.Text((float)((2 * (Lead + j)) + 1 - scale) / Unit));
                    }
                }
                else
                {
                    using (writer.Open($"for (int j = 0; j < {scale}; j++)"))
                    {
                        writer.Line($"float fraction = ((2 * j) + {(2 * Lead) + 1 - scale}) * {Isa.Text(1f / Unit)};");
                        between($"{first} + ((j - {scale - Lead}) * {Layout.Block})", "fraction");
                    }
                }

                end($"(input - 1) * {Layout.Block}");
            }
        }

        int start = alignCorners ? (inputs > 1 ? Outputs : 0) : ((inputs - 1) * scale) + Lead;
        border(start == 0 ? "(0)" : Isa.Text(start * Layout.Block), Outputs - start);
    }

    /// <summary>Writes <paramref name="body"/> for some outputs in a row.</summary>
    public static void Repeat(CodeWriter writer, string position, int count, Action<string> body)
    {
        if (count <= MaxWritten)
        {
            int start = int.Parse(position.Trim('(', ')'));
            for (int i = 0; i < count; i++)
            {
                body(Isa.Text(start + (i * Layout.Block)));
            }

            return;
        }

        using (writer.Open($"for (int i = 0; i < {count}; i++)"))
        {
            body($"{position} + (i * {Layout.Block})");
        }
    }
}
