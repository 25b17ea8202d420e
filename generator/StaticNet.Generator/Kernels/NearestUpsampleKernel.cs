using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Every pixel repeated, ScaleH times down and ScaleW times across, on blocks of channels.</summary>
internal sealed record NearestUpsampleKernel(Layout Source, Layout Target, int ScaleH, int ScaleW) : Kernel
{
    public override string Name => $"Nearest{NearestSquare.Sizes(ScaleD, ScaleH, ScaleW)}_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["x", "y"];

    /// <summary>Times that slices are repeated.</summary>
    public int ScaleD { get; init; } = 1;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Source.Tuple} -> {Target.Tuple}: every pixel {NearestSquare.Sizes(ScaleD, ScaleH, ScaleW)} times.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var square = new NearestSquare(Source, Target, ScaleD, ScaleH, ScaleW);
            square.ForPixels(writer, "x", "y", () =>
            {
                for (int lane = 0; lane < Layout.Block; lane += isa.Width)
                {
                    writer.Line($"Lanes v{lane} = {isa.Load("pixel", lane)};");
                }

                square.ForCopies(writer, isa, (at, lane) => writer.Line(isa.Store($"v{lane}", "square", at)));
            });
        }
    }
}

/// <summary>The gradient of <see cref="NearestUpsampleKernel"/>: a pixel gathers that of all its copies.</summary>
internal sealed record NearestUpsampleBackwardKernel(Layout Source, Layout Target, int ScaleH, int ScaleW) : Kernel
{
    public override string Name => $"Nearest{NearestSquare.Sizes(ScaleD, ScaleH, ScaleW)}_Backward_{Source.Sizes}";

    public override EquatableArray<string> Parameters => ["dy", "dx"];

    public int ScaleD { get; init; } = 1;

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        writer.Comment($"{Target.Tuple} -> {Source.Tuple}: the sum over the {NearestSquare.Sizes(ScaleD, ScaleH, ScaleW)} copies of every pixel.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            var square = new NearestSquare(Source, Target, ScaleD, ScaleH, ScaleW);
            square.ForPixels(writer, "dx", "dy", () =>
            {
                for (int lane = 0; lane < Layout.Block; lane += isa.Width)
                {
                    writer.Line($"Lanes v{lane} = {isa.Zero};");
                }

                square.ForCopies(writer, isa, (at, lane) => writer.Line($"v{lane} += {isa.Load("square", at)};"));
                for (int lane = 0; lane < Layout.Block; lane += isa.Width)
                {
                    writer.Line(isa.Store($"v{lane}", "pixel", lane));
                }
            });
        }
    }
}

/// <summary>The loops of both: over the pixels of the small map, and over a pixel's copies in the large one.</summary>
internal sealed class NearestSquare(Layout small, Layout large, int scaleD, int scaleH, int scaleW)
{
    /// <summary>Loads or stores of a pixel's copies that are written out.</summary>
    private const int MaxStatements = 64;

    public static string Sizes(int scaleD, int scaleH, int scaleW) => $"{(scaleD == 1 ? "" : $"{scaleD}x")}{scaleH}x{scaleW}";

    /// <summary>Writes the loops; the body finds the references "pixel", and "square" where its copies begin.</summary>
    public void ForPixels(CodeWriter writer, string onSmall, string onLarge, Action body)
    {
        using (writer.Open($"for (int block = 0; block < {small.Blocks}; block++)"))
        using (small.Depth == 1 ? default(IDisposable) : writer.Open($"for (int slice = 0; slice < {small.Depth}; slice++)"))
        using (writer.Open($"for (int row = 0; row < {small.Height}; row++)"))
        {
            string Slice(int stride) => small.Depth == 1 ? "" : $" + (slice * {stride})";
            writer.Line($"ref float smallRow = ref Unsafe.Add(ref {onSmall}, (block * {small.BlockStride}){Slice(small.SliceStride)} + (row * {small.LineStride}));");
            writer.Line($"ref float largeRow = ref Unsafe.Add(ref {onLarge}, (block * {large.BlockStride}){Slice(scaleD * large.SliceStride)} + (row * {scaleH * large.LineStride}));");
            using (writer.Open($"for (int column = 0; column < {small.Width}; column++)"))
            {
                writer.Line($"ref float pixel = ref Unsafe.Add(ref smallRow, column * {Layout.Block});");
                writer.Line($"ref float square = ref Unsafe.Add(ref largeRow, column * {scaleW * Layout.Block});");
                body();
            }
        }
    }

    /// <summary>Runs over the copies; <paramref name="body"/> gets the offset of a vector of a copy, and the lane at which it begins.</summary>
    public void ForCopies(CodeWriter writer, Isa isa, Action<string, int> body)
    {
        int parts = VectorCode.Parts(isa);
        bool all = scaleD * scaleH * scaleW * parts <= MaxStatements, across = scaleW * parts <= MaxStatements;
        if (all)
        {
            for (int copy = 0; copy < scaleD * scaleH * scaleW; copy++)
            {
                int offset = (copy / (scaleH * scaleW) * large.SliceStride) + (copy / scaleW % scaleH * large.LineStride) + (copy % scaleW * Layout.Block);
                Lanes(Isa.Text(offset));
            }

            return;
        }

        using (writer.Open($"for (int i = 0; i < {scaleD * scaleH}; i++)"))
        {
            string line = scaleD == 1 ? $"i * {large.LineStride}" : $"(i / {scaleH} * {large.SliceStride}) + (i % {scaleH} * {large.LineStride})";
            using (across ? default(IDisposable) : writer.Open($"for (int j = 0; j < {scaleW}; j++)"))
            {
                for (int j = 0; j < (across ? scaleW : 1); j++)
                {
                    Lanes(across ? VectorCode.Sum($"({line})", j * Layout.Block) : $"({line}) + (j * {Layout.Block})");
                }
            }
        }

        void Lanes(string copy)
        {
            for (int lane = 0; lane < Layout.Block; lane += isa.Width)
            {
                body(int.TryParse(copy, out int constant) ? Isa.Text(constant + lane) : VectorCode.Sum(copy, lane), lane);
            }
        }
    }
}
