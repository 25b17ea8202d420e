using StaticNet.Generator.Emission;

namespace StaticNet.Generator.Kernels;

/// <summary>Pieces of text that many kernels share: loops over whole buffers, masks of a vector's first lanes, reductions.</summary>
internal static class VectorCode
{
    /// <summary>Vectors in a block of 16 floats.</summary>
    public static int Parts(Isa isa) => Planning.Layout.Block / isa.Width;

    /// <summary>"i + 16", "i", "16" or "0": an index as text.</summary>
    public static string Sum(string index, int offset) =>
        index.Length == 0 ? Isa.Text(offset) : offset == 0 ? index : offset < 0 ? $"{index} - {Isa.Text(-offset)}" : $"{index} + {Isa.Text(offset)}";

    /// <summary>
    /// Runs over <paramref name="length"/> floats, a multiple of 16, in steps of a few vectors; <paramref name="body"/> writes the
    /// statements for the vector at an index.
    /// </summary>
    public static void ForVectors(CodeWriter writer, Isa isa, int length, Action<string> body, int unroll = 4)
    {
        int step = isa.Width * unroll;
        int whole = length / step;
        if (whole > 1)
        {
            using (writer.Open($"for (int i = 0; i < {whole * step}; i += {step})"))
            {
                for (int u = 0; u < unroll; u++)
                {
                    body(Sum("i", u * isa.Width));
                }
            }
        }

        for (int i = whole > 1 ? whole * step : 0; i < length; i += isa.Width)
        {
            body(Isa.Text(i));
        }
    }

    /// <summary>Meets the vectors of a block of 16 floats by their offsets.</summary>
    public static void ForBlock(Isa isa, Action<int> body)
    {
        for (int part = 0; part < Planning.Layout.Block; part += isa.Width)
        {
            body(part);
        }
    }

    /// <summary>Floats in a unit of work on whole buffers: a multiple of what any loop does in one turn.</summary>
    public const int UnitFloats = 256;

    /// <summary>Units of a buffer, the last one shorter if need be.</summary>
    public static int UnitsOf(int length) => (length + UnitFloats - 1) / UnitFloats;

    /// <summary>As <see cref="ForVectors(CodeWriter, Isa, int, Action{string}, int)"/>, over the units between the variables from and to.</summary>
    public static void ForUnits(CodeWriter writer, Isa isa, int length, Action<string> body, int unroll = 4)
    {
        int step = isa.Width * unroll, whole = length / step * step;
        using (writer.Open($"for (int i = from * {UnitFloats}; i < Math.Min(to * {UnitFloats}, {whole}); i += {step})"))
        {
            for (int u = 0; u < unroll; u++)
            {
                body(Sum("i", u * isa.Width));
            }
        }

        if (whole < length)
        {
            using IDisposable last = writer.Open($"if (to == {UnitsOf(length)})");
            for (int i = whole; i < length; i += isa.Width)
            {
                body(Isa.Text(i));
            }
        }
    }

    /// <summary>Zeroes <paramref name="length"/> floats, a multiple of 16, from an offset.</summary>
    public static void Clear(CodeWriter writer, Isa isa, string reference, int offset, int length) => ForVectors(
        writer, isa, length, index => writer.Line(isa.Store(
            isa.Zero, reference, int.TryParse(index, out int constant) ? Isa.Text(constant + offset) : Sum(index, offset))));

    /// <summary>The first <paramref name="lanes"/> lanes of <paramref name="value"/>, the others from <paramref name="otherwise"/>.</summary>
    public static string First(Isa isa, int lanes, string value, string otherwise) =>
        lanes >= isa.Width ? value : lanes <= 0 ? otherwise : $"Vector.ConditionalSelect({Mask(isa, 0, lanes)}, {value}, {otherwise})";

    /// <summary>A constant whose lanes from <paramref name="start"/> up to <paramref name="end"/> are all ones.</summary>
    public static string Mask(Isa isa, int start, int end) =>
        $"Vector.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(lane => lane >= start && lane < end ? "-1" : "0"))}).AsSingle()";

    /// <summary>Declares the float <paramref name="name"/>: the greatest lane of the vector <paramref name="value"/>, in log2(width) steps.</summary>
    public static void MaxAcross(CodeWriter writer, Isa isa, string value, string name)
    {
        for (int width = isa.Width; width > 4; width /= 2)
        {
            string half = $"{name}{width / 2}";
            writer.Line($"Vector{width * 16}<float> {half} = Vector{width * 16}.MaxNative({value}.GetLower(), {value}.GetUpper());");
            value = half;
        }

        if (isa.IsScalar)
        {
            writer.Line($"float {name} = {value};");
            return;
        }

        writer.Line($"Vector128<float> {name}2 = Vector128.MaxNative({value}, Vector128.Shuffle({value}, Vector128.Create(2, 3, 0, 1)));");
        writer.Line($"float {name} = MathF.Max({name}2.ToScalar(), {name}2.GetElement(1));");
    }
}
