using System.Globalization;
using Spectre.Console;
using StaticNet;
using StaticNet.Training;

namespace TrainLeNet;

/// <summary>The tables that the program prints.</summary>
internal static class Tables
{
    /// <summary>A network layer by layer: shapes, parameters, multiply-adds, memory and receptive field.</summary>
    public static Table Of(NetworkDescription network)
    {
        Table table = new Table { Border = TableBorder.Rounded }
            .Title(Markup.Escape(network.Name))
            .AddColumns("layer", "kind", "output")
            .AddColumn(Right("parameters"))
            .AddColumn(Right("multiply-adds"))
            .AddColumn(Right("activation bytes"))
            .AddColumn(Right("receptive field"));
        table.AddRow("input", "", Shape(network.InputShape));
        foreach (LayerSummary layer in network.Layers)
        {
            AddTextRow(
                table, layer.Name, layer.Kind, Shape(layer.OutputShape), Number(layer.Parameters), Number(layer.MultiplyAdds),
                Number(layer.ActivationBytes), Shape(layer.ReceptiveField));
        }

        table.Columns[0].Footer("total");
        table.Columns[3].Footer(Number(network.ParameterCount));
        table.Columns[4].Footer(Number(network.MultiplyAdds));
        table.Columns[5].Footer(Number(network.ActivationBytes));
        return table;
    }

    /// <summary>How the network does on the test pictures, by class.</summary>
    public static Table Of(EvaluationResult test)
    {
        Table table = new Table { Border = TableBorder.Rounded }
            .Title("test pictures")
            .AddColumn("class")
            .AddColumn(Right("pictures"))
            .AddColumn(Right("right"))
            .AddColumn(Right("accuracy"));
        for (int label = 0; label < test.ClassCount; label++)
        {
            AddTextRow(
                table, test.ClassNames[label], Number(test.CountOf(label)), Number(test.Confusion(label, label)),
                Percent(test.AccuracyOf(label)));
        }

        table.Columns[0].Footer("overall");
        table.Columns[1].Footer(Number(test.Count));
        table.Columns[2].Footer(Number(test.Correct));
        table.Columns[3].Footer(Percent(test.Accuracy));
        return table;
    }

    private static TableColumn Right(string head) => new TableColumn(head).RightAligned();

    /// <summary>Names may hold brackets, which would be markup.</summary>
    private static void AddTextRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static string Shape(IReadOnlyList<int> shape) => string.Join('x', shape);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
