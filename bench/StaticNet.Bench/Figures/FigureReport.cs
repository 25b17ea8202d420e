using StaticNet.Measurement;

namespace StaticNet.Bench.Figures;

/// <summary>Takes figures and puts them into a table.</summary>
internal static class FigureReport
{
    /// <summary>Takes the figures of every measurement; one that cannot be taken becomes a row that says why.</summary>
    public static List<Figure> Collect(IEnumerable<IMeasurement> measurements, bool quick)
    {
        List<Figure> figures = [];
        foreach (IMeasurement measurement in measurements)
        {
            try
            {
                Console.Error.WriteLine($"{measurement.Description} ...");
                figures.AddRange(measurement.Measure(quick));
            }
            catch (MeasurementException missing)
            {
                figures.Add(Figure.NotMeasured(measurement.Verb, missing.Message));
            }
        }

        return figures;
    }

    /// <summary>One row for each figure.</summary>
    public static MarkdownTable Build(IEnumerable<Figure> figures)
    {
        var table = new MarkdownTable("figure", "value", "goal", "reached");
        foreach (Figure figure in figures)
        {
            table.Add(figure.Name, figure.Value, figure.Goal, figure.Reached switch { true => "yes", false => "no", null => "" });
        }

        return table;
    }

    /// <summary>Writes the table, and the machine and command it comes from, as Markdown.</summary>
    public static void Write(string path, MarkdownTable table, Machine machine, string command)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(path, $"# Figures\n\n{table}\n`{command}` on {machine}\n");
    }
}
