using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// A convolution whose weights are not shared: filters and biases of its own for every output position,
/// [out, positions..., in, kernel...] and [out, positions...].
/// </summary>
internal sealed partial record LocallyConnected(int Filters, Window Window, bool Bias) : Layer
{
    public override string Kind => "locallyconnected";

    public override EquatableArray<string> Parameters => Bias ? ["weight", "bias"] : ["weight"];

    public static LocallyConnected Read(LayerArguments arguments)
    {
        int filters = arguments.Size("filters", least: 1, fallback: 1);
        EquatableArray<int> kernel = arguments.Kernel();
        EquatableArray<int> ones = [.. kernel.Select(static _ => 1)];
        (EquatableArray<int> before, EquatableArray<int> after) = arguments.Padding("Padding");
        var window = new Window(kernel, arguments.PerAxis("Stride", ones), ones, before, after, arguments.Choice<Fit>("Fit"));
        return new LocallyConnected(filters, window, arguments.Flag("Bias", true));
    }

    public override Placement? Place(Shape input, FindingList findings)
    {
        if (WindowFindings.Apply(Title, Window, WindowUse.Convolution, false, input, findings) is not { } fit)
        {
            return null;
        }

        var output = new Shape(Filters, fit.Output);
        long? inputs = Sizes.Product([input.Channels, .. Window.Kernel]);
        long? positions = Sizes.Product(output.Spatial);
        long? weights = Sizes.Product(inputs, Sizes.Product(positions, Filters));
        return new Placement(this with { Window = fit.Window }, output)
        {
            Parameters = Sizes.Sum(weights, Bias ? Sizes.Product(positions, Filters) : 0),
            PackedParameters = Sizes.Product(Sizes.Product(positions, Sizes.Blocks(Filters)), Sizes.Sum(inputs, 1)),
            MultiplyAdds = weights,
            Window = fit.Window,
        };
    }
}
