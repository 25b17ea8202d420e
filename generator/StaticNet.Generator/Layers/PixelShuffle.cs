using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// (C r^2, H, W) becomes (C, H r, W r): input channel c r^2 + i r + j holds the pixels of channel c at row i, column j of every
/// square of r by r.
/// </summary>
internal sealed partial record PixelShuffle(int Scale) : Layer
{
    public override string Kind => "pixelshuffle";

    public static PixelShuffle Read(LayerArguments arguments)
    {
        if (arguments.Rank != 2)
        {
            arguments.Reject("scale", $"it makes squares of pixels on (channels, height, width), and this network has {arguments.Rank} spatial axes");
        }

        return new(arguments.Size("scale", 1, 1));
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (!MapInput.Check("PixelShuffle", 2, input, "it makes pixels of channels, and a vector has none", findings))
        {
            return null;
        }

        long square = (long)Scale * Scale;
        if (input.Channels % square != 0)
        {
            findings.Report(
                DiagnosticIds.WrongCount,
                ["scale"],
                [
                    $"PixelShuffle({Scale})",
                    input.ToString(),
                    $"C/r^2 = {input.Channels}/{Scale}^2 = {Sizes.Quotient(input.Channels, square)} is not a whole number",
                    Works(input.Channels, square, out Setting[] settings),
                ],
                [.. settings]);
            return null;
        }

        long?[] spatial = [.. input.Spatial.Select(size => Sizes.Product(size, Scale))];
        if (spatial.FirstOrDefault(static size => size is null or > int.MaxValue) is { } excess)
        {
            findings.Report(DiagnosticIds.TooLarge, ["scale"], ["PixelShuffle", $"along one axis it has {excess} positions", $"{int.MaxValue}"]);
            return null;
        }

        return new Placement(this, new Shape((int)(input.Channels / square), [.. spatial.Select(static size => (int)size!)]))
        {
            Enlargement = [Scale, Scale],
            Sees = [1, 1],
        };
    }

    /// <summary>The nearest numbers of channels that work, and the largest scale below that works.</summary>
    private string Works(int channels, long square, out Setting[] settings)
    {
        long below = channels / square * square;
        string counts = below == 0 ? $"{square}" : $"{below} or {below + square}";
        int smaller = Enumerable.Range(2, 6).LastOrDefault(scale => scale < Scale && channels % (scale * scale) == 0);
        settings = smaller == 0 ? [] : [new Setting("scale", $"{smaller}")];
        string scale = smaller == 0 ? "" : $", and of these {channels} scale = {smaller} makes {channels / (smaller * smaller)}";
        return $" {counts} channels would do{scale}.";
    }
}
