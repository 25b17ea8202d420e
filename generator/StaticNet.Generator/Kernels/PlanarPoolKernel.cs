using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>2x2 maxima of stride 2 on rows: the greater of two rows, then of neighbouring lanes. An odd last row or column is left out.</summary>
internal sealed record PlanarPoolKernel(Layout Source, Layout Target) : Kernel
{
    public override string Name => $"MaxPool2x2_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => ["x", "y"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"({Source.Channels}, {Source.Height}, {Source.Width}) -> ({Target.Channels}, {Target.Height}, {Target.Width}), 2x2 maxima.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int c = 0; c < {Source.Channels}; c++)"))
        using (writer.Open($"for (int row = 0; row < {Target.Height}; row++)"))
        {
            writer.Line($"ref float upper = ref Unsafe.Add(ref x, (c * {Source.ChannelStride}) + (row * {2 * Source.RowStride}));");
            writer.Line($"ref float lower = ref Unsafe.Add(ref upper, {Source.RowStride});");
            writer.Line($"ref float target = ref Unsafe.Add(ref y, (c * {Target.ChannelStride}) + (row * {Target.RowStride}));");
            if (isa.IsScalar)
            {
                using (writer.Open($"for (int column = 0; column < {Target.Width}; column++)"))
                {
                    writer.Line("float left = MathF.Max(Unsafe.Add(ref upper, 2 * column), Unsafe.Add(ref lower, 2 * column));");
                    writer.Line("float right = MathF.Max(Unsafe.Add(ref upper, (2 * column) + 1), Unsafe.Add(ref lower, (2 * column) + 1));");
                    writer.Line("Unsafe.Add(ref target, column) = MathF.Max(left, right);");
                }

                return;
            }

            int pairs = Math.Min((Target.Width + isa.Width - 1) / isa.Width, Source.RowStride / (2 * isa.Width));
            if (pairs > 0)
            {
                using (writer.Open($"for (int column = 0; column < {pairs * isa.Width}; column += {isa.Width})"))
                {
                    writer.Line($"Lanes left = {isa.Max(isa.Load("upper", "2 * column"), isa.Load("lower", "2 * column"))};");
                    writer.Line($"Lanes right = {isa.Max(isa.Load("upper", $"(2 * column) + {isa.Width}"), isa.Load("lower", $"(2 * column) + {isa.Width}"))};");
                    writer.Line(isa.Store(PlanarPairs.CompressMax(isa, "left", "right"), "target", "column"));
                }
            }

            int done = pairs * isa.Width;
            if (done < Target.Width)
            {
                writer.Line($"Lanes single = {isa.Max(isa.Load("upper", 2 * done), isa.Load("lower", 2 * done))};");
                writer.Line(isa.Store(PlanarPairs.CompressMax(isa, "single", isa.Zero), "target", done));
            }
        }
    }
}

/// <summary>
/// The gradient of <see cref="PlanarPoolKernel"/>: of the four pixels of a window the first, row by row, that equals the maximum receives it.
/// Everything else, padding included, becomes zero.
/// </summary>
internal sealed record PlanarPoolBackwardKernel(Layout Source, Layout Target) : Kernel
{
    public override string Name => $"MaxPool2x2_Backward_{Source.Channels}x{Source.Height}x{Source.Width}_Rows";

    public override EquatableArray<string> Parameters => ["x", "y", "dy", "dx"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"Gradient of 2x2 maxima, ({Target.Channels}, {Target.Height}, {Target.Width}) -> ({Source.Channels}, {Source.Height}, {Source.Width}).");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int c = 0; c < {Source.Channels}; c++)"))
        {
            using (writer.Open($"for (int row = 0; row < {Target.Height}; row++)"))
            {
                writer.Line($"ref float upper = ref Unsafe.Add(ref x, (c * {Source.ChannelStride}) + (row * {2 * Source.RowStride}));");
                writer.Line($"ref float lower = ref Unsafe.Add(ref upper, {Source.RowStride});");
                writer.Line($"ref float maximum = ref Unsafe.Add(ref y, (c * {Target.ChannelStride}) + (row * {Target.RowStride}));");
                writer.Line($"ref float gradient = ref Unsafe.Add(ref dy, (c * {Target.ChannelStride}) + (row * {Target.RowStride}));");
                writer.Line($"ref float upperGradient = ref Unsafe.Add(ref dx, (c * {Source.ChannelStride}) + (row * {2 * Source.RowStride}));");
                writer.Line($"ref float lowerGradient = ref Unsafe.Add(ref upperGradient, {Source.RowStride});");
                if (isa.IsScalar)
                {
                    EmitScalarRow(writer);
                }
                else
                {
                    EmitVectorRow(writer, isa);
                }
            }

            if (Source.Height % 2 != 0)
            {
                writer.Line($"ref float last = ref Unsafe.Add(ref dx, (c * {Source.ChannelStride}) + {(Source.Height - 1) * Source.RowStride});");
                for (int i = 0; i < Source.RowStride; i += isa.Width)
                {
                    writer.Line(isa.Store(isa.Zero, "last", i));
                }
            }
        }
    }

    private void EmitScalarRow(CodeWriter writer)
    {
        using (writer.Open($"for (int column = 0; column < {Target.Width}; column++)"))
        {
            writer.Line("float m = Unsafe.Add(ref maximum, column), open = Unsafe.Add(ref gradient, column);");
            foreach (string side in new[] { "upper", "lower" })
            {
                foreach (string at in new[] { "2 * column", "(2 * column) + 1" })
                {
                    using (writer.Open($"if (Unsafe.Add(ref {side}, {at}) == m)"))
                    {
                        writer.Line($"Unsafe.Add(ref {side}Gradient, {at}) = open;");
                        writer.Line("open = 0f;");
                    }

                    using (writer.Open("else"))
                    {
                        writer.Line($"Unsafe.Add(ref {side}Gradient, {at}) = 0f;");
                    }
                }
            }
        }

        using (writer.Open($"for (int column = {2 * Target.Width}; column < {Source.RowStride}; column++)"))
        {
            writer.Line("Unsafe.Add(ref upperGradient, column) = 0f;");
            writer.Line("Unsafe.Add(ref lowerGradient, column) = 0f;");
        }
    }

    private void EmitVectorRow(CodeWriter writer, Isa isa)
    {
        int pairs = Math.Min((Target.Width + isa.Width - 1) / isa.Width, Source.RowStride / (2 * isa.Width));
        writer.Line($"Lanes odd = {PlanarPairs.OddLanes(isa)};");
        writer.Line("Lanes m, g, first, firstSwapped, second, secondSwapped;");
        if (pairs > 0)
        {
            using (writer.Open($"for (int column = 0; column < {pairs * isa.Width}; column += {isa.Width})"))
            {
                EmitHalf(writer, isa, "column", "2 * column", upper: false);
                EmitHalf(writer, isa, "column", $"(2 * column) + {isa.Width}", upper: true);
            }
        }

        int done = pairs * isa.Width, at = 2 * done;
        if (done < Target.Width)
        {
            EmitHalf(writer, isa, $"{done}", $"{at}", upper: false);
            at += isa.Width;
        }

        for (; at < Source.RowStride; at += isa.Width)
        {
            writer.Line(isa.Store(isa.Zero, "upperGradient", at));
            writer.Line(isa.Store(isa.Zero, "lowerGradient", at));
        }
    }

    /// <summary>The two source vectors over one half of a pooled vector.</summary>
    private static void EmitHalf(CodeWriter writer, Isa isa, string column, string at, bool upper)
    {
        writer.Line($"m = {PlanarPairs.Spread(isa, isa.Load("maximum", column), upper)};");
        writer.Line($"g = {PlanarPairs.Spread(isa, isa.Load("gradient", column), upper)};");
        writer.Line($"first = Vector.Equals({isa.Load("upper", at)}, m);");
        writer.Line($"firstSwapped = {PlanarPairs.Swap(isa, "first")};");
        writer.Line($"second = Vector.AndNot(Vector.Equals({isa.Load("lower", at)}, m), Vector.BitwiseOr(first, firstSwapped));");
        writer.Line($"secondSwapped = {PlanarPairs.Swap(isa, "second")};");
        writer.Line(isa.Store("Vector.BitwiseAnd(g, Vector.AndNot(first, Vector.BitwiseAnd(firstSwapped, odd)))", "upperGradient", at));
        writer.Line(isa.Store("Vector.BitwiseAnd(g, Vector.AndNot(second, Vector.BitwiseAnd(secondSwapped, odd)))", "lowerGradient", at));
    }
}
