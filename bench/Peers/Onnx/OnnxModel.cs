using System.Runtime.InteropServices;
using Google.Protobuf;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;
using StaticNet.Peers.Onnx.Format;
using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>A declared network with its present weights, as an ONNX model for a batch of fixed size.</summary>
internal sealed class OnnxModel
{
    private const int IrVersion = 7;
    private const int OperatorSet = 13;

    private readonly GraphProto onnx = new() { Name = "network" };
    private readonly NetworkGraph network;
    private readonly Weights weights;

    /// <summary>By node: the ONNX value that holds its output, a map or a vector just as the node's shape is.</summary>
    private readonly Dictionary<int, string> values = [];

    private OnnxModel(NetworkGraph network, Weights weights) => (this.network, this.weights) = (network, weights);

    /// <summary>The serialised model of <paramref name="network"/> with <paramref name="weights"/> and its two ends.</summary>
    /// <exception cref="NotSupportedException">A layer has no form here yet.</exception>
    public static PeerModel Write(NetworkGraph network, Weights weights, int batch)
    {
        var model = new OnnxModel(network, weights);
        OrtTensor input = new("input", Shape(network.InputShape, batch));
        model.onnx.Input.Add(ValueInfo(input));
        foreach (Node node in network.Nodes)
        {
            model.values[node.Index] = node.Layer is InputLayer ? input.Name : model.Write(node);
        }

        Node last = network[network.Outputs[0].Node];
        OrtTensor output = new(model.values[last.Index], Shape(last.Output, batch));
        model.onnx.Output.Add(ValueInfo(output));
        var proto = new ModelProto { IrVersion = IrVersion, ProducerName = "StaticNet.Peers", Graph = model.onnx };
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        return new PeerModel(proto.ToByteArray(), input, output);
    }

    private static int[] Shape(Shape shape, int batch) => [batch, shape.Channels, .. shape.Spatial];

    private string Write(Node node)
    {
        string[] x = [.. node.Inputs.Select(input => values[input])];
        switch (node.Layer)
        {
            case Conv conv:
                // ONNX knows no rounding up for a convolution: what Fit.Pad adds is in the window's padding.
                return Add("Conv", [.. x, .. Parameters(node)], [.. Window(conv.Window), Attribute("group", conv.Groups)]);
            case Pool pool:
                return Pool(pool, x);
            case GlobalAvgPool:
                return Add("Flatten", [Add("GlobalAveragePool", x)], Attribute("axis", 1));
            case Dense:
                return Add("Gemm", [Flat(node, x[0]), .. Parameters(node)], Attribute("transB", 1));
            case Flatten:
                return Flat(node, x[0]);
            case BatchNorm { Affine: true } norm:
                return Add("BatchNormalization", [.. x, .. Parameters(node)], Attribute("epsilon", norm.Epsilon));
            case LocalResponseNorm norm:
                // ONNX divides alpha by the size; the layer's factor is what multiplies the sum.
                return Add(
                    "LRN",
                    x,
                    Attribute("size", norm.Size),
                    Attribute("alpha", norm.Factor * norm.Size),
                    Attribute("beta", norm.Beta),
                    Attribute("bias", norm.K));
            case Activation activation:
                return Activation(activation, x);
            case Softmax:
                return Add("Softmax", x, Attribute("axis", 1));
            case Join join:
                return join.Reduction switch
                {
                    JoinKind.Concat => Add("Concat", x, Attribute("axis", 1)),
                    JoinKind.Add => x.Aggregate((sum, next) => Add("Add", [sum, next])),
                    _ => x.Aggregate((product, next) => Add("Mul", [product, next])),
                };
            case Dropout or SpatialDropout or ShapeAssertion:
                return x[0]; // Nothing happens to a picture here when predicting.
            default:
                throw new NotSupportedException($"{node.Name}: {node.Layer.Title} is not written as ONNX yet.");
        }
    }

    private string Pool(Pool pool, string[] x)
    {
        // Defaults are left out: a pool that spells them out takes ONNX Runtime a slower path (LeNet-5: 51 us instead of 21).
        // What Fit.Pad adds is said by ceil_mode, not by padding, which an average might count.
        var window = pool.Window;
        List<AttributeProto> attributes = [Attribute("kernel_shape", window.Kernel), Attribute("strides", window.Stride)];
        int[] after = [.. window.PaddingAfter.Select((padding, axis) => padding - (window.Overhang.Count == 0 ? 0 : window.Overhang[axis]))];
        if (window.PaddingBefore.Concat(after).Any(static padding => padding != 0))
        {
            attributes.Add(Attribute("pads", [.. window.PaddingBefore, .. after]));
        }

        if (window.Fit == Generator.Layers.Fit.Pad)
        {
            attributes.Add(Attribute("ceil_mode", 1));
        }

        switch (pool.Reduction)
        {
            case PoolKind.Max:
                if (window.Dilation.Any(static dilation => dilation != 1))
                {
                    attributes.Add(Attribute("dilations", window.Dilation));
                }

                return Add("MaxPool", x, [.. attributes]);
            case PoolKind.Average when window.Dilation.All(static dilation => dilation == 1):
                return Add("AveragePool", x, [.. attributes, Attribute("count_include_pad", pool.CountPadding ? 1 : 0)]);
            default:
                throw new NotSupportedException($"{pool.Description} is not written as ONNX yet.");
        }
    }

    private string Activation(Activation activation, string[] x) => activation.Function switch
    {
        ActivationFunction.Relu or ActivationFunction.Tanh or ActivationFunction.Sigmoid or ActivationFunction.Softplus
            or ActivationFunction.Selu => Add(activation.Function.ToString(), x),
        ActivationFunction.LeakyRelu or ActivationFunction.Elu => Add(activation.Function.ToString(), x, Attribute("alpha", activation.Slope)),
        ActivationFunction.Relu6 => Add("Clip", [.. x, Constant("zero", 0), Constant("six", 6)]),
        var other => throw new NotSupportedException($"{other} is not written as ONNX yet."),
    };

    private static AttributeProto[] Window(Window window) =>
    [
        Attribute("kernel_shape", window.Kernel),
        Attribute("strides", window.Stride),
        Attribute("dilations", window.Dilation),
        Attribute("pads", [.. window.PaddingBefore, .. window.PaddingAfter]),
    ];

    private string Flat(Node node, string x) => network[node.Inputs[0]].Output.Rank == 0 ? x : Add("Flatten", [x], Attribute("axis", 1));

    private IEnumerable<string> Parameters(Node node)
    {
        foreach (string part in node.Layer.Parameters)
        {
            ParameterView parameter = weights[$"{node.Name}.{part}"];
            if (onnx.Initializer.All(tensor => tensor.Name != parameter.Info.Name))
            {
                float[] values = parameter.ToArray();
                Initializer(parameter.Info.Name, [.. parameter.Shape], values);
            }

            yield return parameter.Info.Name;
        }
    }

    private string Constant(string name, float value)
    {
        if (onnx.Initializer.All(tensor => tensor.Name != name))
        {
            Initializer(name, [], [value]);
        }

        return name;
    }

    private void Initializer(string name, int[] shape, float[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.AddRange(shape.Select(size => (long)size));
        onnx.Initializer.Add(tensor);
    }

    private string Add(string operation, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string output = $"{operation.ToLowerInvariant()}{onnx.Node.Count + 1}";
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        onnx.Node.Add(node);
        return output;
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

    private static AttributeProto Attribute(string name, IEnumerable<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.Select(value => (long)value));
        return attribute;
    }
}
