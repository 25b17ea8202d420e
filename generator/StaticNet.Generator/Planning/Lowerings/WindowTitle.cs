using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>How comments in emitted code state a window.</summary>
internal static class WindowTitle
{
    public static string Sizes(EquatableArray<int> sizes) => string.Join("x", sizes);

    /// <summary>", stride 2, padding 1x0", as far as they are not the usual ones.</summary>
    public static string Options(Window window)
    {
        string Part(string name, EquatableArray<int> values, int usual) =>
            values.All(value => value == usual) ? "" : $", {name} {(values.All(value => value == values[0]) ? $"{values[0]}" : Sizes(values))}";
        return Part("stride", window.Stride, 1) + Part("padding", window.PaddingBefore, 0) + Part("dilation", window.Dilation, 1);
    }
}
