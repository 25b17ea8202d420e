using System.Runtime.InteropServices;
using Google.Protobuf;
using StaticNet.Peers.Onnx.Format;
using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>A declared network with its present weights, as an ONNX model for a batch of fixed size.</summary>
internal sealed class OnnxModel
{
    private const int IrVersion = 7;
    private const int OperatorSet = 13;

    private readonly GraphProto graph = new() { Name = "network" };
    private readonly INetwork network;
    private readonly Queue<ParameterInfo> parameters;
    private readonly int batch;
    private int[] shape;
    private string value = "input";

    private OnnxModel(INetwork network, int batch)
    {
        this.network = network;
        this.parameters = new Queue<ParameterInfo>(network.Description.Parameters);
        this.batch = batch;
        shape = [.. network.Description.InputShape];
    }

    /// <summary>The serialised model and its two ends for <paramref name="network"/>, declared on <paramref name="declaration"/>.</summary>
    /// <exception cref="NotSupportedException">A layer has no form here yet.</exception>
    public static PeerModel Write(Type declaration, INetwork network, int batch)
    {
        var model = new OnnxModel(network, batch);
        OrtTensor input = new("input", model.BatchShape());
        model.graph.Input.Add(ValueInfo(input));
        foreach (DeclaredLayer layer in DeclaredLayer.Of(declaration))
        {
            model.Add(layer);
        }

        model.RequireSameShape();
        OrtTensor output = new(model.value, model.BatchShape());
        model.graph.Output.Add(ValueInfo(output));
        var proto = new ModelProto { IrVersion = IrVersion, ProducerName = "StaticNet.Peers", Graph = model.graph };
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        return new PeerModel(proto.ToByteArray(), input, output, EndsInLogits: false);
    }

    private void Add(DeclaredLayer layer)
    {
        switch (layer.Kind)
        {
            case "Conv":
                Convolution(layer);
                break;
            case "MaxPool" or "AvgPool":
                Pool(layer);
                break;
            case "GlobalAvgPool":
                Node("GlobalAveragePool", []);
                shape = [shape[0], 1, 1];
                break;
            case "Dense":
                Dense(layer);
                break;
            case "Flatten":
                Flatten();
                break;
            case "Relu" or "Tanh" or "Sigmoid":
                Node(layer.Kind, []);
                break;
            case "LeakyRelu":
                Node("LeakyRelu", [], Attribute("alpha", (float)layer.Double("slope", 0.01)));
                break;
            case "Softmax":
                Node("Softmax", [], Attribute("axis", 1));
                break;
            case "Dropout" or "Shape":
                break; // Nothing happens to a picture here when predicting.
            default:
                throw new NotSupportedException($"{layer.Kind} is not written as ONNX yet.");
        }
    }

    private void Convolution(DeclaredLayer layer)
    {
        var window = new Window(layer, strideDefaultsToKernel: false);
        List<string> parameters = Parameters(layer.Bool("Bias", true));
        int filters = layer.Int("filters", 0);
        (int height, int width) = window.Output(shape);

        // ONNX knows no rounding up for a convolution: the rows and columns that Fit.Pad adds are written as padding.
        int[] pads = window.PaddingFor(shape, height, width);
        Node(
            "Conv",
            parameters,
            Attribute("kernel_shape", window.Kernel),
            Attribute("strides", window.Stride),
            Attribute("dilations", window.Dilation),
            Attribute("pads", pads),
            Attribute("group", layer.Int("Groups", 1)));
        shape = [filters, height, width];
    }

    private void Pool(DeclaredLayer layer)
    {
        var window = new Window(layer, strideDefaultsToKernel: true);
        (int height, int width) = window.Output(shape);
        List<AttributeProto> attributes =
        [
            Attribute("kernel_shape", window.Kernel),
            Attribute("strides", window.Stride),
            Attribute("pads", window.Padding),
        ];
        // Defaults are left out: a pool that spells them out takes ONNX Runtime a slower path (LeNet-5: 51 us instead of 21).
        if (window.RoundsUp)
        {
            attributes.Add(Attribute("ceil_mode", 1));
        }

        if (layer.Kind == "MaxPool")
        {
            if (window.Dilation is not [1, 1])
            {
                attributes.Add(Attribute("dilations", window.Dilation));
            }

            Node("MaxPool", [], [.. attributes]);
        }
        else
        {
            attributes.Add(Attribute("count_include_pad", layer.Bool("CountPadding", false) ? 1 : 0));
            Node("AveragePool", [], [.. attributes]);
        }

        shape = [shape[0], height, width];
    }

    private void Dense(DeclaredLayer layer)
    {
        Flatten();
        Node("Gemm", Parameters(layer.Bool("Bias", true)), Attribute("transB", 1));
        shape = [layer.Int("units", 0)];
    }

    private void Flatten()
    {
        if (shape.Length > 1)
        {
            Node("Flatten", [], Attribute("axis", 1));
            shape = [shape.Aggregate((product, size) => product * size)];
        }
    }

    private List<string> Parameters(bool bias)
    {
        List<string> names = [Initializer(parameters.Dequeue())];
        if (bias)
        {
            names.Add(Initializer(parameters.Dequeue()));
        }

        return names;
    }

    private string Initializer(ParameterInfo parameter)
    {
        float[] values = network.Weights[parameter.Name].ToArray();
        var tensor = new TensorProto
        {
            Name = parameter.Name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.AddRange(parameter.Shape.Select(size => (long)size));
        graph.Initializer.Add(tensor);
        return parameter.Name;
    }

    private void Node(string operation, IEnumerable<string> parameters, params ReadOnlySpan<AttributeProto> attributes)
    {
        string output = $"{operation.ToLowerInvariant()}{graph.Node.Count + 1}";
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(value);
        node.Input.AddRange(parameters);
        node.Output.Add(output);
        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        graph.Node.Add(node);
        value = output;
    }

    private int[] BatchShape() => [batch, .. shape];

    private void RequireSameShape()
    {
        int length = shape.Aggregate(1, (product, size) => product * size);
        if (length != network.Description.OutputLength || parameters.Count > 0)
        {
            throw new InvalidOperationException(
                $"The ONNX form of {network.Description.Name} gives {length} values, the network {network.Description.OutputLength}.");
        }
    }

    private static ValueInfoProto ValueInfo(OrtTensor tensor)
    {
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(tensor.Shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }

    private static AttributeProto Attribute(string name, int value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    private static AttributeProto Attribute(string name, int[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.Select(value => (long)value));
        return attribute;
    }
}
