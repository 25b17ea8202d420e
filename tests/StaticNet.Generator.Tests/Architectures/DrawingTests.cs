using System.Globalization;
using System.Xml.Linq;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>The drawings of the declared architectures, from GoogLeNet's branches to ResNet-152's length.</summary>
public class DrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Networks => [.. DeclaredNetworks.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void EveryLayerHasABoxOfItsOwn(string network)
    {
        NetworkGraph graph = DeclaredNetworks.Graph(network);
        string drawing = Describe(network, graph).ToSvg();
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "drawings")).FullName;
        File.WriteAllText(Path.Combine(folder, network + ".svg"), drawing);

        XElement[] boxes = [.. XDocument.Parse(drawing).Root!.Elements(Svg + "g").Select(static group => group.Element(Svg + "rect")!)];
        Assert.Equal(graph.Nodes.Count, boxes.Length);
        (double Left, double Top, double Right, double Bottom)[] places = [.. boxes.Select(Place).OrderBy(static box => box.Top)];
        for (int i = 0; i < places.Length; i++)
        {
            for (int j = i + 1; j < places.Length && places[j].Top < places[i].Bottom - 0.2; j++)
            {
                Assert.True(
                    places[j].Left > places[i].Right - 0.2 || places[i].Left > places[j].Right - 0.2,
                    $"{network}: a box at {places[i]} and one at {places[j]}");
            }
        }
    }

    /// <summary>The description that the generator writes into the class, without its parameters.</summary>
    internal static NetworkDescription Describe(string name, NetworkGraph graph) => new(
        name,
        [graph.InputShape.Channels, .. graph.InputShape.Spatial],
        [NetworkOutput.Main(Sizes(graph[graph.Outputs[0].Node].Output), endsInSoftmax: false)],
        [
            .. graph.Nodes.Skip(1).Select(node => new LayerSummary(
                node.Name, node.Layer.Description, Sizes(node.Output), node.Cost.Parameters, node.Cost.MultiplyAdds, node.Cost.ActivationBytes,
                [.. node.ReceptiveField], [.. node.Inputs.Select(input => graph[input].Name)])),
        ],
        [],
        packedLength: 0);

    private static int[] Sizes(Shape shape) => [shape.Channels, .. shape.Spatial];

    private static (double Left, double Top, double Right, double Bottom) Place(XElement box)
    {
        double left = Number("x"), top = Number("y");
        return (left, top, left + Number("width"), top + Number("height"));

        double Number(string attribute) => double.Parse(box.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
    }
}
