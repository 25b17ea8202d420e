using System.Globalization;
using System.Text;
using System.Xml;

namespace StaticNet;

/// <summary>Draws a network's graph as SVG: boxes in ranks from the input down, edges between the ranks.</summary>
internal sealed class NetworkDrawing
{
    private const double Margin = 20;
    private const double RankGap = 34;
    private const double LegendItemHeight = 18;
    private const double LegendItemWidth = 126;
    private const double SmallestWidth = 420;

    private readonly NetworkDescription network;
    private readonly List<DrawnBox> boxes;
    private readonly DrawnRanks ranks;
    private readonly double[] tops;
    private readonly double width;
    private readonly double height;
    private readonly double left;
    private readonly DrawnKind[] kinds;

    private NetworkDrawing(NetworkDescription network)
    {
        this.network = network;
        boxes = DrawnBox.Of(network);
        ranks = DrawnRanks.Of(boxes);
        double drawn = DrawnColumns.Place(ranks.Ranks);
        width = Math.Max(SmallestWidth, drawn + (2 * Margin));
        left = (width - drawn) / 2;
        HashSet<DrawnKind> used = [DrawnKind.Input, .. network.Layers.Select(static layer => DrawnKind.Of(layer.Kind))];
        kinds = [.. DrawnKind.All.Where(used.Contains)];
        tops = new double[ranks.Ranks.Count + 1];
        tops[0] = LegendTop + (LegendItemHeight * LegendRows) + Margin;
        for (int rank = 0; rank < ranks.Ranks.Count; rank++)
        {
            tops[rank + 1] = tops[rank] + RankHeight(rank) + RankGap;
        }

        height = tops[^1];
    }

    private static double LegendTop => Margin + 44;

    private int LegendColumns => Math.Max(1, (int)((width - (2 * Margin)) / LegendItemWidth));

    private int LegendRows => (kinds.Length + LegendColumns - 1) / LegendColumns;

    public static string Draw(NetworkDescription network)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            new NetworkDrawing(network).Write(xml);
        }

        return text.Append('\n').ToString();
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double RankHeight(int rank) => ranks.Ranks[rank].Max(vertex => vertex.Box is { } box ? boxes[box].Height : 0);

    private void Write(XmlWriter xml)
    {
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
        xml.WriteAttributeString("width", Number(width));
        xml.WriteAttributeString("height", Number(height));
        xml.WriteAttributeString("role", "img");
        xml.WriteElementString("title", $"{network.Name}: {SummaryTable.Shape(network.InputShape)} to {SummaryTable.Shape(network.OutputShape)}");
        xml.WriteElementString("style", Style());
        Rectangle(xml, "page", 0, 0, width, height);
        WriteHead(xml);
        foreach (List<DrawnVertex> edge in ranks.Edges)
        {
            WriteEdge(xml, edge);
        }

        foreach (DrawnVertex vertex in ranks.Ranks.SelectMany(static rank => rank).Where(static vertex => vertex.Box is not null))
        {
            WriteBox(xml, boxes[vertex.Box!.Value], left + vertex.X, tops[vertex.Rank]);
        }

        xml.WriteEndElement();
    }

    /// <summary>Plain rules without variables, which few viewers of SVG know outside of browsers.</summary>
    private static string Style()
    {
        var css = new StringBuilder("\n");
        css.Append("text{font:11px ui-monospace,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328}\n");
        css.Append(".page{fill:#ffffff}.head{font-size:16px;font-weight:bold}.shape,.name{fill:#57606a}.middle{text-anchor:middle}\n");

        // A rim of the page's colour keeps the shape beside an edge apart from other edges.
        css.Append(".shape{stroke:#ffffff;stroke-width:3;paint-order:stroke}\n");
        css.Append(".box{stroke:#8c959f}.edge{fill:none;stroke:#8c959f;stroke-width:1.4}.tip{fill:#8c959f}.output{stroke-width:3}\n");
        foreach (DrawnKind kind in DrawnKind.All)
        {
            css.Append($".{kind.Class}{{fill:{kind.Light}}}");
        }

        css.Append("\n@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.shape,.name{fill:#b1bac4}.shape{stroke:#0d1117}");
        foreach (DrawnKind kind in DrawnKind.All)
        {
            css.Append($".{kind.Class}{{fill:{kind.Dark}}}");
        }

        return css.Append("}\n").ToString();
    }

    private void WriteHead(XmlWriter xml)
    {
        Text(xml, "head", Margin, Margin + 12, network.Name);
        Text(
            xml, "shape", Margin, Margin + 32,
            $"{SummaryTable.Number(network.ParameterCount)} parameters, {SummaryTable.Number(network.MultiplyAdds)} multiply-adds");
        for (int i = 0; i < kinds.Length; i++)
        {
            double x = Margin + (i % LegendColumns * LegendItemWidth), y = LegendTop + (i / LegendColumns * LegendItemHeight);
            Rectangle(xml, $"box legend {kinds[i].Class}", x, y, 12, 12);
            Text(xml, "", x + 18, y + 10, kinds[i].Title);
        }
    }

    /// <summary>
    /// Down to the end of the rank, over the gap to the next in a curve, and past the boxes of a rank in a straight line.
    /// </summary>
    private void WriteEdge(XmlWriter xml, List<DrawnVertex> edge)
    {
        DrawnVertex from = edge[0], to = edge[^1];
        DrawnBox source = boxes[from.Box!.Value];
        double x = left + from.X, y = tops[from.Rank] + source.Height;
        var path = new StringBuilder($"M{Number(x)} {Number(y)}");
        foreach (DrawnVertex vertex in edge.Skip(1))
        {
            (double begin, double end) = (tops[vertex.Rank - 1] + RankHeight(vertex.Rank - 1), tops[vertex.Rank]);
            double next = left + vertex.X, half = (begin + end) / 2;
            path.Append($"V{Number(begin)}C{Number(x)} {Number(half)} {Number(next)} {Number(half)} {Number(next)} {Number(end)}");
            x = next;
        }

        xml.WriteStartElement("path");
        xml.WriteAttributeString("class", "edge");
        xml.WriteAttributeString("data-from", source.Layers.Count == 0 ? LayerSummary.NetworkInput : source.Layers[^1].Name);
        xml.WriteAttributeString("data-to", boxes[to.Box!.Value].Layers[0].Name);
        xml.WriteAttributeString("d", path.ToString());
        xml.WriteEndElement();
        double tip = tops[to.Rank];
        xml.WriteStartElement("path");
        xml.WriteAttributeString("class", "tip");
        xml.WriteAttributeString("d", $"M{Number(x)} {Number(tip)}l-3.5 -6h7z");
        xml.WriteEndElement();
    }

    private void WriteBox(XmlWriter xml, DrawnBox box, double x, double top)
    {
        (string first, string second) = box.Head;
        LayerSummary? lead = box.Layers.FirstOrDefault();
        DrawnKind kind = lead is null ? DrawnKind.Input : DrawnKind.Of(lead.Kind);
        double begin = x - (box.Width / 2);
        Begin(xml, lead);
        Rectangle(xml, BoxClass(kind, lead), begin, top, box.Width, DrawnBox.LeadHeight);
        Text(xml, "middle", x, top + 15, first);
        Text(xml, "middle name", x, top + 29, second);
        xml.WriteEndElement();
        double y = top + DrawnBox.LeadHeight;
        foreach (LayerSummary follower in box.Layers.Skip(1))
        {
            Begin(xml, follower);
            Rectangle(xml, BoxClass(DrawnKind.Of(follower.Kind), follower), begin, y, box.Width, DrawnBox.FollowerHeight);
            Text(xml, "middle", x, y + 13, DrawnBox.FollowerText(follower));
            xml.WriteEndElement();
            y += DrawnBox.FollowerHeight;
        }

        if (box.ChangesShape)
        {
            Text(xml, "shape", x + 6, y + 13, SummaryTable.Shape(box.OutputShape));
        }
    }

    private static string BoxClass(DrawnKind kind, LayerSummary? layer) =>
        layer?.OutputName is null ? $"box {kind.Class}" : $"box output {kind.Class}";

    /// <summary>A group with the layer's whole row, which viewers show when it is pointed at.</summary>
    private void Begin(XmlWriter xml, LayerSummary? layer)
    {
        xml.WriteStartElement("g");
        xml.WriteAttributeString("data-layer", layer?.Name ?? LayerSummary.NetworkInput);
        xml.WriteElementString("title", layer is null
            ? $"{LayerSummary.NetworkInput} {SummaryTable.Shape(network.InputShape)}"
            : $"{layer.Name}: {layer.Kind}, {SummaryTable.Shape(layer.OutputShape)}, {SummaryTable.Number(layer.Parameters)} parameters, "
                + $"{SummaryTable.Number(layer.MultiplyAdds)} multiply-adds, {SummaryTable.Number(layer.ActivationBytes)} bytes, "
                + $"sees {SummaryTable.Shape(layer.ReceptiveField)}" + (layer.OutputName is { } name ? $", output '{name}'" : ""));
    }

    private static void Rectangle(XmlWriter xml, string style, double x, double y, double width, double height)
    {
        xml.WriteStartElement("rect");
        xml.WriteAttributeString("class", style);
        xml.WriteAttributeString("x", Number(x));
        xml.WriteAttributeString("y", Number(y));
        xml.WriteAttributeString("width", Number(width));
        xml.WriteAttributeString("height", Number(height));
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string style, double x, double y, string text)
    {
        xml.WriteStartElement("text");
        if (style.Length > 0)
        {
            xml.WriteAttributeString("class", style);
        }

        xml.WriteAttributeString("x", Number(x));
        xml.WriteAttributeString("y", Number(y));
        xml.WriteString(text);
        xml.WriteEndElement();
    }
}
