using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>Mean and biased variance of every channel of one picture.</summary>
/// <param name="Source">Layout of x.</param>
internal sealed record MomentsKernel(Layout Source) : Kernel
{
    public override string Name => $"Moments_{Source.Sizes}{(Source.IsPlanar ? "_Rows" : "")}";

    public override EquatableArray<string> Parameters => ["x", "mean", "variance"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        var walk = new ChannelWalk(writer, isa, Source);
        writer.Comment($"Mean and variance over {Source.SpatialSizes} pixels, for each of {Source.Channels} channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        {
            using (walk.Channels())
            using (walk.Lanes())
            {
                MomentsCode.Emit(writer, isa, walk, pictureStride: null);
                writer.Line(walk.Store("average", "mean"));
                writer.Line(walk.Store("squares * (1f / seen)", "variance"));
            }

            walk.ClearTail("mean");
            walk.ClearTail("variance");
        }
    }
}

/// <summary>
/// Mean and sum of squared distances from it, for the current channels of a walk. A part of a map that the first-level cache holds is read
/// twice, for its mean and for its squared distances from that; parts are then put together by the update of Chan, Golub and LeVeque
/// (1979), so that no large sums of squares cancel.
/// </summary>
internal static class MomentsCode
{
    /// <summary>Floats of a part: 16 KB.</summary>
    private const int PartLength = 4096;

    /// <summary>Declares average, squares (the sum) and the float seen, how many values they are of.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="isa">The instruction set.</param>
    /// <param name="walk">The walk over x.</param>
    /// <param name="pictureStride">C# for the floats between two of count pictures; null for one picture.</param>
    public static void Emit(CodeWriter writer, Isa isa, ChannelWalk walk, string? pictureStride)
    {
        writer.Line($"{walk.Type} average = {walk.Zero}, squares = {walk.Zero};");
        writer.Line("float seen = 0f;");
        writer.Line("Lanes distance;");
        using (pictureStride is null ? writer.Open() : writer.Open("for (int picture = 0; picture < count; picture++)"))
        {
            string picture = pictureStride is null ? "" : $"(picture * {pictureStride}) + ";
            writer.Line($"ref float source = ref Unsafe.Add(ref x, {picture}({walk.Start}));");
            if (walk.IsOfAnySize)
            {
                using (writer.Open($"for (int done = 0; done < plane; done += {PartLength})"))
                {
                    writer.Line($"int length = Math.Min({PartLength}, plane - done);");
                    writer.Line($"float values = length / {Layout.Block};");
                    EmitPart(writer, isa, walk, "values", "1f / values", (_, body) => walk.ForFloats("length", body));
                    writer.Line("source = ref Unsafe.Add(ref source, length);");
                }
            }
            else
            {
                EmitParts(writer, isa, walk);
            }
        }
    }

    private static void EmitParts(CodeWriter writer, Isa isa, ChannelWalk walk)
    {
        int lines = Tiling.TileWidth(walk.Lines, Math.Max(1, PartLength / walk.LineLength));
        int parts = walk.Lines / lines;
        int rest = walk.Lines % lines;
        void Part(int count)
        {
            int values = count * walk.ValuesPerLine;
            using (writer.Open())
            {
                EmitPart(writer, isa, walk, Isa.Text((float)values), Isa.Text(1f / values), (padding, body) => walk.ForElements(count, padding, body));
            }
        }

        using (parts > 1 ? writer.Open($"for (int part = 0; part < {parts}; part++)") : default(IDisposable))
        {
            Part(lines);
            if (parts > 1 || rest > 0)
            {
                writer.Line($"source = ref Unsafe.Add(ref source, {lines * walk.LineLength});");
            }
        }

        if (rest > 0)
        {
            Part(rest);
        }
    }

    /// <param name="writer">Receives the statements.</param>
    /// <param name="isa">The instruction set.</param>
    /// <param name="walk">The walk over x.</param>
    /// <param name="values">C# for the number of values of a channel in this part.</param>
    /// <param name="share">C# for one by that.</param>
    /// <param name="forElements">Runs over the part.</param>
    private static void EmitPart(CodeWriter writer, Isa isa, ChannelWalk walk, string values, string share, Action<Padding, Action<string, int, int>> forElements)
    {
        walk.DeclareChains("s");
        forElements(Padding.Skip, (index, lanes, chain) =>
            writer.Line($"s{chain} += {VectorCode.First(isa, lanes, isa.Load("source", index), isa.Zero)};"));
        writer.Line($"{walk.Type} middle = ({walk.Reduce(ChannelWalk.SumOfChains("s"))}) * {Parenthesized(share)};");
        writer.Line($"Lanes middles = {walk.Spread("middle")};");
        walk.DeclareChains("q");
        forElements(Padding.Skip, (index, lanes, chain) =>
        {
            writer.Line($"distance = {VectorCode.First(isa, lanes, $"{isa.Load("source", index)} - middles", isa.Zero)};");
            writer.Line($"q{chain} = {isa.Fma("distance", "distance", $"q{chain}")};");
        });

        writer.Line($"{walk.Type} shift = middle - average;");
        writer.Line($"float total = seen + {values};");
        writer.Line($"float share = {values} / total;");
        writer.Line("average += shift * share;");
        writer.Line($"squares += ({walk.Reduce(ChannelWalk.SumOfChains("q"))}) + (shift * shift * (seen * share));");
        writer.Line("seen = total;");
    }

    private static string Parenthesized(string expression) => expression.Contains(' ') ? $"({expression})" : expression;
}

/// <summary>
/// From the moments of channels to those of groups of neighbouring channels, in place: a group's mean is the mean of its channels', its
/// variance the mean of its channels' variances plus the variance of their means. Every channel holds its group's afterwards.
/// </summary>
internal sealed record GroupMomentsKernel(int Channels, int Groups) : Kernel
{
    public override string Name => $"GroupMoments_{Channels}_In{Groups}";

    public override EquatableArray<string> Parameters => ["mean", "variance"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int size = Channels / Groups;
        writer.Comment($"Mean and variance of {Groups} groups of {size} channels from those of the channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int first = 0; first < {Channels}; first += {size})"))
        {
            writer.Line("ref float means = ref Unsafe.Add(ref mean, first);");
            writer.Line("ref float variances = ref Unsafe.Add(ref variance, first);");
            GroupCode.EmitMean(writer, isa, size, "average", index => isa.Load("means", index));
            writer.Line($"Lanes averages = {isa.Broadcast("average")};");
            GroupCode.EmitMean(writer, isa, size, "squares", index =>
                isa.Fma($"({isa.Load("means", index)} - averages)", $"({isa.Load("means", index)} - averages)", isa.Load("variances", index)));
            GroupCode.EmitFill(writer, size, ("means", "average"), ("variances", "squares"));
        }
    }
}

/// <summary>Replaces values of channels by the mean over their group of neighbouring channels.</summary>
internal sealed record GroupMeanKernel(int Channels, int Groups) : Kernel
{
    public override string Name => $"GroupMean_{Channels}_In{Groups}";

    public override EquatableArray<string> Parameters => ["values"];

    public override void Emit(CodeWriter writer, Isa isa, string name)
    {
        int size = Channels / Groups;
        writer.Comment($"The mean over each of {Groups} groups of {size} channels, for all its channels.");
        writer.Line(Optimized);
        using (writer.Open(Signature(name)))
        using (writer.Open($"for (int first = 0; first < {Channels}; first += {size})"))
        {
            writer.Line("ref float group = ref Unsafe.Add(ref values, first);");
            GroupCode.EmitMean(writer, isa, size, "average", index => isa.Load("group", index));
            GroupCode.EmitFill(writer, size, ("group", "average"));
        }
    }
}

/// <summary>Sums over, and copies to, a run of channels whose length is known.</summary>
internal static class GroupCode
{
    /// <summary>Declares the float <paramref name="result"/>: the mean of <paramref name="size"/> values, given vector by vector.</summary>
    public static void EmitMean(CodeWriter writer, Isa isa, int size, string result, Func<string, string> value)
    {
        int whole = size / isa.Width * isa.Width;
        writer.Line($"Lanes {result}Sum = {isa.Zero};");
        if (whole > 0)
        {
            using (writer.Open($"for (int i = 0; i < {whole}; i += {isa.Width})"))
            {
                writer.Line($"{result}Sum += {value("i")};");
            }
        }

        if (whole < size)
        {
            writer.Line($"{result}Sum += {VectorCode.First(isa, size - whole, value(Isa.Text(whole)), isa.Zero)};");
        }

        writer.Line($"float {result} = {isa.Sum($"{result}Sum")} * {Isa.Text(1f / size)};");
    }

    /// <summary>Gives all channels of the group the same value.</summary>
    public static void EmitFill(CodeWriter writer, int size, params (string Target, string Value)[] copies)
    {
        using (writer.Open($"for (int i = 0; i < {size}; i++)"))
        {
            foreach ((string target, string value) in copies)
            {
                writer.Line($"Unsafe.Add(ref {target}, i) = {value};");
            }
        }
    }
}
