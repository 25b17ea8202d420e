namespace StaticNet.Generator.Layers;

/// <summary>The size formula as the lectures write it, in symbols and with the numbers put in.</summary>
internal static class WindowText
{
    /// <summary>"(W-F+2P)/S+1 = (227-11+2*1)/4+1 = 55.5".</summary>
    public static string Formula(Window window, EquatableArray<int> input, int axis)
    {
        long room = input[axis] + (long)window.PaddingBefore[axis] + window.PaddingAfter[axis] - window.Extent(axis);
        int stride = window.Stride[axis];
        return $"{Room(window, Letter(window, input, axis))}/S+1 = {Room(window, input[axis], axis)}/{stride}+1 = "
            + Sizes.Quotient(room + stride, stride);
    }

    /// <summary>"F = 7 > W+2P = 5+2*0 = 5".</summary>
    public static string Comparison(Window window, EquatableArray<int> input, int axis)
    {
        long padded = input[axis] + (long)window.PaddingBefore[axis] + window.PaddingAfter[axis];
        string extent = IsDilated(window)
            ? $"D(F-1)+1 = {window.Dilation[axis]}*({window.Kernel[axis]}-1)+1 = {window.Extent(axis)}"
            : $"F = {window.Kernel[axis]}";
        string letter = Letter(window, input, axis);
        return IsSymmetric(window)
            ? $"{extent} > {letter}+2P = {input[axis]}+2*{window.PaddingBefore[axis]} = {padded}"
            : $"{extent} > {letter}+P1+P2 = {input[axis]}+{window.PaddingBefore[axis]}+{window.PaddingAfter[axis]} = {padded}";
    }

    /// <summary>"55", or "55x27" where the axes differ.</summary>
    public static string Output(EquatableArray<int> output) =>
        output.Distinct().Count() == 1 ? $"{output[0]}" : string.Join("x", output);

    /// <summary>An argument as it is written: one number where all axes agree.</summary>
    public static string Setting(IReadOnlyList<int> values) =>
        values.Distinct().Count() == 1 ? $"{values[0]}" : $"new[] {{ {string.Join(", ", values)} }}";

    private static string Room(Window window, string letter)
    {
        string extent = IsDilated(window) ? "D(F-1)-1" : "F";
        return $"({letter}-{extent}+{(IsSymmetric(window) ? "2P" : "P1+P2")})";
    }

    private static string Room(Window window, int size, int axis)
    {
        string extent = IsDilated(window) ? $"{window.Dilation[axis]}*({window.Kernel[axis]}-1)-1" : $"{window.Kernel[axis]}";
        string padding = IsSymmetric(window)
            ? $"2*{window.PaddingBefore[axis]}"
            : $"{window.PaddingBefore[axis]}+{window.PaddingAfter[axis]}";
        return $"({size}-{extent}+{padding})";
    }

    /// <summary>W for square windows on square maps; the axis's own letter where the axes differ.</summary>
    private static string Letter(Window window, EquatableArray<int> input, int axis)
    {
        bool square = new[] { input, window.Kernel, window.Stride, window.Dilation, window.PaddingBefore, window.PaddingAfter }
            .All(static values => values.Distinct().Count() == 1);
        return square ? "W"
            : input.Count == 1 ? "L"
            : (input.Count - axis) switch { 1 => "W", 2 => "H", _ => "Z" };
    }

    private static bool IsDilated(Window window) => window.Dilation.Any(static dilation => dilation != 1);

    private static bool IsSymmetric(Window window) => window.PaddingBefore == window.PaddingAfter;
}
