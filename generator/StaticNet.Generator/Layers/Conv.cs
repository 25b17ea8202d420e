using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>Convolution (cross-correlation, as every framework computes it): [out, in/groups, kh, kw].</summary>
internal sealed partial record Conv(int Filters, Window Window, int Groups, bool Bias) : Layer
{
    public override string Kind => "conv";

    public override string Description => $"{Title} {Window.Description}" + (Groups > 1 ? $" in {Groups} groups" : "");

    public override EquatableArray<string> Parameters => Bias ? ["weight", "bias"] : ["weight"];

    public static Conv Read(LayerArguments arguments)
    {
        int filters = arguments.Size("filters", least: 1, fallback: 1);
        EquatableArray<int> kernel = arguments.Kernel();
        EquatableArray<int> ones = [.. kernel.Select(static _ => 1)];
        (EquatableArray<int> before, EquatableArray<int> after) = arguments.Padding("Padding");
        var window = new Window(
            kernel, arguments.PerAxis("Stride", ones), arguments.PerAxis("Dilation", ones), before, after, arguments.Choice<Fit>("Fit"));
        return new Conv(filters, window, arguments.Size("Groups", int.MinValue, 1), arguments.Flag("Bias", true));
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        WindowFit? fit = WindowFindings.Apply(Title, Window, WindowUse.Convolution, false, input, findings);
        if (fit is null || !GroupRule.Divides(Title, Groups, input.Channels, Filters, findings))
        {
            return null;
        }

        var output = new Shape(Filters, fit.Output);
        long? taps = Sizes.Product([input.Channels / Groups, .. Window.Kernel]);
        long? weights = Sizes.Product(taps, Filters);
        return new Placement(this with { Window = fit.Window }, output)
        {
            Parameters = Sizes.Sum(weights, Bias ? Filters : 0),
            PackedParameters = Sizes.Sum(Sizes.Blocks(Filters), Sizes.Product(
                Sizes.Product([Groups, .. Window.Kernel]),
                Sizes.Product(Sizes.Blocks(input.Channels / Groups), Sizes.Blocks(Filters / Groups)))),
            MultiplyAdds = Sizes.Product(weights, Sizes.Product(output.Spatial)),
            Window = fit.Window,
        };
    }
}
