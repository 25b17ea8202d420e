using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace StaticNet.Tests.Networks;

/// <summary>A network's summary as Markdown, as JSON and as a drawing.</summary>
public sealed class SummaryTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Graphs with all that a drawing has to lay out.</summary>
    public static TheoryData<string> Graphs => [.. Networks.Keys];

    private static Dictionary<string, NetworkDescription> Networks { get; } = new[]
    {
        Descriptions.ConvAndDense,
        Graph("Residual", "conv1 Conv 3x3<input", "batchnorm1 BatchNorm<conv1", "relu1 Relu<batchnorm1", "conv2 Conv 3x3<relu1", "add1 Add<conv2,relu1", "relu2 Relu<add1"),
        Graph("Inception", "a Conv 1x1<input", "b1 Conv 1x1<input", "b2 Conv 3x3<b1", "c1 Conv 1x1<input", "c2 Conv 5x5<c1", "d1 MaxPool 3x3<input", "d2 Conv 1x1<d1", "concat1 Concat<a,b2,c2,d2"),
        Graph("Levels", "e1 Conv 3x3<input", "p1 MaxPool 2x2 /2<e1", "e2 Conv 3x3<p1", "p2 MaxPool 2x2 /2<e2", "e3 Conv 3x3<p2", "u2 Upsample<e3", "c2 Concat<e2,u2", "u1 Upsample<c2", "c1 Concat<e1,u1", "head Conv 1x1<c1"),
        Graph("Twice", "add1 Add<input,input", "relu1 Relu<add1"),
        Graph("Crossing", "a Conv<input", "b Conv<input", "c Conv<input", "x Concat<c,a", "y Concat<b,a", "z Concat<x,y,c"),
        Graph("Chain", [.. Enumerable.Range(1, 3000).Select(static i => $"conv{i} Conv 1x1<" + (i == 1 ? "input" : $"conv{i - 1}"))]),
        Graph("A<&\"B", "odd<>&\"' Strange]]>Kind<input"),
    }.ToDictionary(static network => network.Name);

    [Fact]
    public void MarkdownIsTheTable() => Assert.Equal(
        """
        ### Small: 3x4x4 -> 5

        | layer | kind | output | parameters | multiply-adds | activation bytes | receptive field |
        | --- | --- | --- | ---: | ---: | ---: | ---: |
        | conv1 | Conv 3x3 | 20x2x2 | 560 | 2,160 | 320 | 3x3 |
        | relu1 | Relu | 20x2x2 | 0 | 0 | 320 | 3x3 |
        | dense1 | Dense | 5 | 405 | 400 | 20 |  |
        | total |  |  | 965 | 2,560 | 660 |  |

        """,
        Descriptions.ConvAndDense.ToMarkdown(), ignoreLineEndingDifferences: true);

    [Fact]
    public void MarkdownEscapesWhatItWouldRead() =>
        Assert.Contains("| a\\_b | Odd \\| kind |", Graph("Net", "a_b Odd | kind<input").ToMarkdown(), StringComparison.Ordinal);

    [Fact]
    public void JsonHasItsSchema()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            using JsonDocument json = JsonDocument.Parse(Descriptions.ConvAndDense.ToJson());
            JsonElement root = json.RootElement;
            Assert.Equal(
                ["schema", "name", "inputShape", "outputShape", "totals", "layers"], root.EnumerateObject().Select(static member => member.Name));
            Assert.Equal("staticnet-summary/1", root.GetProperty("schema").GetString());
            Assert.Equal("Small", root.GetProperty("name").GetString());
            Assert.Equal([3, 4, 4], root.GetProperty("inputShape").EnumerateArray().Select(static size => size.GetInt32()));
            Assert.Equal("""{"parameters":965,"multiplyAdds":2560,"activationBytes":660}""", JsonSerializer.Serialize(root.GetProperty("totals")));
            Assert.Equal(
                [
                    """{"name":"conv1","kind":"Conv 3x3","inputs":["input"],"outputName":null,"outputShape":[20,2,2],"parameters":560,"multiplyAdds":2160,"activationBytes":320,"receptiveField":[3,3]}""",
                    """{"name":"relu1","kind":"Relu","inputs":["conv1"],"outputName":null,"outputShape":[20,2,2],"parameters":0,"multiplyAdds":0,"activationBytes":320,"receptiveField":[3,3]}""",
                    """{"name":"dense1","kind":"Dense","inputs":["relu1"],"outputName":"output","outputShape":[5],"parameters":405,"multiplyAdds":400,"activationBytes":20,"receptiveField":[]}""",
                ],
                root.GetProperty("layers").EnumerateArray().Select(static layer => JsonSerializer.Serialize(layer)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void DrawingHasABoxForEveryLayerAndNoneOverlap(string name)
    {
        NetworkDescription network = Networks[name];
        XElement drawing = XDocument.Parse(network.ToSvg()).Root!;
        XElement[] groups = [.. drawing.Elements(Svg + "g")];
        Assert.Equal(
            network.Layers.Select(static layer => layer.Name).Prepend("input").Order(StringComparer.Ordinal),
            groups.Select(static group => group.Attribute("data-layer")!.Value).Order(StringComparer.Ordinal));

        Box[] boxes = [.. groups.Select(static group => Box.Of(group.Element(Svg + "rect")!)).OrderBy(static box => box.Top)];
        double width = Number(drawing, "width"), height = Number(drawing, "height");
        Assert.All(boxes, box => Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height, $"{box} is outside"));
        for (int i = 0; i < boxes.Length; i++)
        {
            for (int j = i + 1; j < boxes.Length && boxes[j].Top < boxes[i].Bottom; j++)
            {
                Assert.False(boxes[i].Overlaps(boxes[j]), $"{boxes[i]} and {boxes[j]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void EveryValueLeadsToItsUsers(string name)
    {
        NetworkDescription network = Networks[name];
        XElement drawing = XDocument.Parse(network.ToSvg()).Root!;
        Dictionary<string, Box> boxes = drawing.Elements(Svg + "g").ToDictionary(
            static group => group.Attribute("data-layer")!.Value, static group => Box.Of(group.Element(Svg + "rect")!));
        List<(string From, string To)> edges = [];
        foreach (XElement edge in drawing.Elements(Svg + "path").Where(static path => path.Attribute("class")!.Value == "edge"))
        {
            (string From, string To) ends = (edge.Attribute("data-from")!.Value, edge.Attribute("data-to")!.Value);
            edges.Add(ends);
            string path = edge.Attribute("d")!.Value;
            double[] first = Numbers(path[1..path.IndexOf('V')]), last = Numbers(path[(path.LastIndexOf('C') + 1)..]);
            Assert.Equal((boxes[ends.From].Middle, boxes[ends.From].Bottom), (first[0], first[1]), Near);
            Assert.Equal((boxes[ends.To].Middle, boxes[ends.To].Top), (last[4], last[5]), Near);
            Assert.True(first[1] < last[5], "edges lead down");
        }

        foreach (LayerSummary layer in network.Layers)
        {
            foreach (string input in layer.Inputs)
            {
                bool isAttached = Near((boxes[input].Middle, boxes[input].Bottom), (boxes[layer.Name].Middle, boxes[layer.Name].Top));
                Assert.True(isAttached || edges.Remove((input, layer.Name)), $"{input} to {layer.Name} is not drawn");
            }
        }

        Assert.Empty(edges);
    }

    [Fact]
    public void BranchesStandSideBySideInTheOrderOfWriting()
    {
        XElement drawing = XDocument.Parse(Networks["Inception"].ToSvg()).Root!;
        Box[] boxes = [.. new[] { "a", "b1", "c1", "d1" }.Select(layer =>
            Box.Of(drawing.Elements(Svg + "g").Single(group => group.Attribute("data-layer")!.Value == layer).Element(Svg + "rect")!))];
        Assert.All(boxes, box => Assert.Equal(boxes[0].Top, box.Top));
        Assert.Equal(boxes.OrderBy(static box => box.Left), boxes);
    }

    [Fact]
    public void DrawingSaysWhatItsColoursMean()
    {
        XElement drawing = XDocument.Parse(Networks["Residual"].ToSvg()).Root!;
        string[] texts = [.. drawing.Elements(Svg + "text").Select(static text => text.Value)];
        Assert.All(["input", "convolution", "normalisation", "activation", "join"], kind => Assert.Contains(kind, texts));
        Assert.DoesNotContain("pooling", texts);
        Assert.Contains("prefers-color-scheme:dark", drawing.Element(Svg + "style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void DrawingIsTheSameEveryTimeAndInEveryCulture()
    {
        string drawing = Networks["Crossing"].ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(drawing, Networks["Crossing"].ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>"name Kind of it&lt;input,input": all of shape 4x8x8, except pools and dense layers.</summary>
    private static NetworkDescription Graph(string name, params string[] layers)
    {
        LayerSummary[] summaries =
        [
            .. layers.Select(text =>
            {
                int space = text.IndexOf(' '), arrow = text.LastIndexOf('<');
                string kind = text[(space + 1)..arrow];
                return new LayerSummary(text[..space], kind, kind.StartsWith("MaxPool 2", StringComparison.Ordinal) ? [4, 4, 4] : [4, 8, 8], 1, 2, 3, [1, 1], text[(arrow + 1)..].Split(','));
            }),
        ];
        return new NetworkDescription(name, [4, 8, 8], [NetworkOutput.Main([4, 8, 8], endsInSoftmax: false)], summaries, [], 0);
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static bool Near((double X, double Y) left, (double X, double Y) right) =>
        Math.Abs(left.X - right.X) < 0.2 && Math.Abs(left.Y - right.Y) < 0.2;

    private sealed record Box(double Left, double Top, double Right, double Bottom)
    {
        /// <summary>Drawings are written to a tenth of a pixel.</summary>
        private const double Rounding = 0.2;

        public double Middle => (Left + Right) / 2;

        public static Box Of(XElement rectangle)
        {
            double left = Number(rectangle, "x"), top = Number(rectangle, "y");
            return new Box(left, top, left + Number(rectangle, "width"), top + Number(rectangle, "height"));
        }

        public bool Overlaps(Box other) =>
            Left + Rounding < other.Right && other.Left + Rounding < Right && Top + Rounding < other.Bottom && other.Top + Rounding < Bottom;
    }
}
