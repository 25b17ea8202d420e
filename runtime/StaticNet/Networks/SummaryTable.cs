using System.Globalization;
using System.Text;

namespace StaticNet;

/// <summary>Writes a network's description as an aligned table.</summary>
internal static class SummaryTable
{
    public const int FirstNumber = 3;

    public static readonly string[] Heads =
        ["layer", "kind", "output", "parameters", "multiply-adds", "activation bytes", "receptive field"];

    public static string Format(NetworkDescription network)
    {
        List<string[]> rows = [Heads, .. Rows(network)];
        int[] widths = new int[Heads.Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        var text = new StringBuilder();
        text.AppendLine($"{network.Name}: {Shape(network.InputShape)} -> {Shape(network.OutputShape)}");
        string rule = new('-', widths.Sum() + (2 * (widths.Length - 1)));
        for (int i = 0; i < rows.Count; i++)
        {
            if (i == 1 || i == rows.Count - 1)
            {
                text.AppendLine(rule);
            }

            AppendRow(text, rows[i], widths);
        }

        return text.ToString();
    }

    /// <summary>The cells of every layer, and of the totals in the last row.</summary>
    public static IEnumerable<string[]> Rows(NetworkDescription network)
    {
        foreach (LayerSummary layer in network.Layers)
        {
            yield return
            [
                layer.Name, layer.Kind, Shape(layer.OutputShape), Number(layer.Parameters), Number(layer.MultiplyAdds),
                Number(layer.ActivationBytes), Shape(layer.ReceptiveField),
            ];
        }

        yield return
        [
            "total", "", "", Number(network.ParameterCount), Number(network.MultiplyAdds), Number(network.ActivationBytes), "",
        ];
    }

    /// <summary>A shape as it is spoken: 6x28x28.</summary>
    public static string Shape(IReadOnlyList<int> shape) => string.Join('x', shape);

    private static void AppendRow(StringBuilder text, string[] row, int[] widths)
    {
        int lineStart = text.Length;
        for (int column = 0; column < row.Length; column++)
        {
            text.Append(column == 0 ? "" : "  ");
            text.Append(column < FirstNumber ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
        }

        while (text.Length > lineStart && text[^1] == ' ')
        {
            text.Length--;
        }

        text.AppendLine();
    }

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
