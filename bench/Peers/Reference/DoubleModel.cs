using System.Runtime.InteropServices;
using StaticNet.Peers.Onnx.Format;

namespace StaticNet.Peers.Reference;

/// <summary>
/// The model that the peer runs, evaluated in double precision by the plain definition of every operator: what both engines' single
/// precision is held against. It knows nothing of the declaration, the generator or its kernels.
/// </summary>
internal sealed class DoubleModel
{
    private readonly GraphProto graph;
    private readonly Dictionary<string, TensorProto> weights;

    /// <summary>Reads an ONNX file with one input and one output.</summary>
    public DoubleModel(byte[] bytes)
    {
        graph = ModelProto.Parser.ParseFrom(bytes).Graph;
        weights = graph.Initializer.ToDictionary(static tensor => tensor.Name);
    }

    /// <summary>The output for one picture.</summary>
    /// <exception cref="NotSupportedException">An operator is not known here.</exception>
    public double[] Run(ReadOnlySpan<float> picture)
    {
        int[] shape = [.. graph.Input[0].Type.TensorType.Shape.Dim.Skip(1).Select(static dimension => (int)dimension.DimValue)];
        var elements = new double[picture.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = picture[i];
        }

        var values = new Dictionary<string, DoubleValue> { [graph.Input[0].Name] = new(shape, elements) };
        string[] inputs = [.. graph.Node.SelectMany(static node => node.Input)];
        int used = 0;
        foreach (NodeProto node in graph.Node)
        {
            values[node.Output[0]] = Apply(new Operator(node, Weight), [.. node.Input.Where(values.ContainsKey).Select(input => values[input])]);
            used += node.Input.Count;
            foreach (string input in node.Input.Where(input => Array.IndexOf(inputs, input, used) < 0))
            {
                values.Remove(input);
            }
        }

        return values[graph.Output[0].Name].Elements;
    }

    private float[] Weight(string name) => MemoryMarshal.Cast<byte, float>(weights[name].RawData.Span).ToArray();

    private static DoubleValue Apply(Operator node, DoubleValue[] x) => node.Kind switch
    {
        "Conv" => SlidingOperators.Convolution(node, x[0]),
        "MaxPool" => SlidingOperators.MaxPool(node, x[0]),
        "AveragePool" => SlidingOperators.AveragePool(node, x[0]),
        "GlobalAveragePool" => PlainOperators.GlobalAveragePool(x[0]),
        "Gemm" => PlainOperators.Product(node, x[0]),
        "BatchNormalization" => PlainOperators.BatchNormalization(node, x[0]),
        "LRN" => PlainOperators.LocalResponseNormalization(node, x[0]),
        "Softmax" => PlainOperators.Softmax(x[0]),
        "Concat" => PlainOperators.Concat(x),
        "Flatten" => new DoubleValue([x[0].Elements.Length], x[0].Elements),
        "Add" => x[0].Zip(x[1], static (a, b) => a + b),
        "Mul" => x[0].Zip(x[1], static (a, b) => a * b),
        "Relu" => x[0].Select(static a => Math.Max(a, 0)),
        "Clip" => Clip(x[0], node.Weights(1)[0], node.Weights(2)[0]),
        "LeakyRelu" => Leaky(x[0], node.Real("alpha", 0.01)),
        "Elu" => Elu(x[0], node.Real("alpha", 1)),
        "Tanh" => x[0].Select(Math.Tanh),
        "Sigmoid" => x[0].Select(static a => 1 / (1 + Math.Exp(-a))),
        "Softplus" => x[0].Select(static a => Math.Max(a, 0) + Math.Log(1 + Math.Exp(-Math.Abs(a)))),
        _ => throw new NotSupportedException($"{node.Kind} has no double-precision reference here."),
    };

    private static DoubleValue Clip(DoubleValue x, double low, double high) => x.Select(a => Math.Clamp(a, low, high));

    private static DoubleValue Leaky(DoubleValue x, double slope) => x.Select(a => a < 0 ? slope * a : a);

    private static DoubleValue Elu(DoubleValue x, double alpha) => x.Select(a => a < 0 ? alpha * (Math.Exp(a) - 1) : a);
}
