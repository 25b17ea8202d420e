using System.Text.RegularExpressions;

namespace StaticNet.Conformance.Tests.Cases;

/// <summary>
/// Single layers as named problems in oneDNN's manner: <c>ic17ih33iw9oc5kh3kw2sh2ph1g1</c> is a convolution of 17 channels, 33 by 9, by
/// 5 filters, 3 by 2, at stride 2, padded by 1.
/// </summary>
/// <remarks>
/// mb: pictures; ic, ih, iw: channels, height, width of the input; oc: filters; kh, kw: kernel; sh, sw: stride; ph, pw: padding at
/// the top and left; pb, pr: at the bottom and right; dh, dw: dilation (1 is dense); g: groups. A width that is not given is the
/// height, a bottom the top, a right the left; a stride and dilation not given is 1, a padding 0. In front max_, avg_, sum_ or l2_ for a pool,
/// deconv_ for a transposed convolution (with op, or: padding added to the output at the bottom and right), local_ for a locally
/// connected layer (conv_ is implied); behind _crop or _pad for the fit, _nobias, _count for CountPadding, and an activation: _relu, _leaky, _tanh,
/// _sigmoid.
/// </remarks>
internal static partial class Problem
{
    [GeneratedRegex("^(?:(?<kind>conv|deconv|local|max|avg|sum|l2)_)?(?:(?<key>[a-z]{1,2})(?<size>[0-9]+))+(?:_(?<flag>[a-z]+))*$")]
    private static partial Regex Pattern { get; }

    public static NetworkCase Parse(string name)
    {
        Match match = Pattern.Match(name);
        if (!match.Success)
        {
            throw new ArgumentException($"'{name}' is not a problem.");
        }

        Dictionary<string, int> sizes = match.Groups["key"].Captures
            .Zip(match.Groups["size"].Captures, static (key, size) => (Key: key.Value, Size: int.Parse(size.Value)))
            .ToDictionary(static pair => pair.Key, static pair => pair.Size);
        HashSet<string> flags = [.. match.Groups["flag"].Captures.Select(static flag => flag.Value)];
        int Size(string key, int otherwise) => sizes.Remove(key, out int size) ? size : otherwise;

        string kind = match.Groups["kind"].Value;
        int batch = Size("mb", 2);
        int channels = Size("ic", 1);
        int height = Size("ih", 1), width = Size("iw", height);
        int kernelHeight = Size("kh", 1), kernelWidth = Size("kw", kernelHeight);
        int strideHeight = Size("sh", 1), strideWidth = Size("sw", strideHeight);
        int dilationHeight = Size("dh", 1), dilationWidth = Size("dw", dilationHeight);
        int top = Size("ph", 0), left = Size("pw", top), bottom = Size("pb", top), right = Size("pr", left);
        List<string> arguments = [$"{kernelHeight}, {kernelWidth}", $"Stride = new[] {{ {strideHeight}, {strideWidth} }}"];
        if (kind is "" or "conv" or "deconv" or "local")
        {
            arguments.Insert(0, $"{Size("oc", 1)}");
        }

        if (kind is "" or "conv" or "deconv")
        {
            arguments.Add($"Groups = {Size("g", 1)}");
        }

        if (kind == "deconv" && Size("op", 0) is var added)
        {
            arguments.Add($"OutputPadding = new[] {{ {added}, {Size("or", added)} }}");
        }

        arguments.Add($"Padding = new[] {{ {top}, {left}, {bottom}, {right} }}");
        Add("Dilation = new[] { " + dilationHeight + ", " + dilationWidth + " }", dilationHeight != 1 || dilationWidth != 1);
        Add("Bias = false", flags.Remove("nobias"));
        Add("CountPadding = true", flags.Remove("count"));
        Add("Fit = Fit.Crop", flags.Remove("crop"));
        Add("Fit = Fit.Pad", flags.Remove("pad"));

        string layer = kind switch
        {
            "max" => "MaxPool",
            "avg" => "AvgPool",
            "sum" => "SumPool",
            "l2" => "L2Pool",
            "deconv" => "ConvTranspose",
            "local" => "LocallyConnected",
            _ => "Conv",
        } + $"({string.Join(", ", arguments)})";
        string? activation = flags.Remove("relu") ? "Relu"
            : flags.Remove("leaky") ? "LeakyRelu(0.1)"
            : flags.Remove("tanh") ? "Tanh"
            : flags.Remove("sigmoid") ? "Sigmoid"
            : null;
        return sizes.Count == 0 && flags.Count == 0
            ? new NetworkCase(name, [channels, height, width], activation is null ? layer : $"{layer}, {activation}", batch)
            : throw new ArgumentException($"'{name}': what is {string.Join(", ", sizes.Keys.Concat(flags))}?");

        void Add(string argument, bool isWritten)
        {
            if (isWritten)
            {
                arguments.Add(argument);
            }
        }
    }
}
