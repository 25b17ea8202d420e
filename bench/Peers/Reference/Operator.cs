using StaticNet.Peers.Onnx.Format;

namespace StaticNet.Peers.Reference;

/// <summary>A node of an ONNX graph with its attributes by name and its stored inputs.</summary>
internal sealed class Operator(NodeProto node, Func<string, float[]> weight)
{
    /// <summary>The operator's name: Conv, MaxPool, ...</summary>
    public string Kind => node.OpType;

    /// <summary>How many inputs there are, stored ones included.</summary>
    public int Inputs => node.Input.Count;

    /// <summary>The stored input at a position.</summary>
    public float[] Weights(int input) => weight(node.Input[input]);

    /// <summary>An integer attribute.</summary>
    public int Integer(string name, int otherwise) => Find(name) is { } found ? (int)found.I : otherwise;

    /// <summary>A floating-point attribute.</summary>
    public double Real(string name, double otherwise) => Find(name) is { } found ? found.F : otherwise;

    /// <summary>An attribute of several integers; <paramref name="count"/> times <paramref name="otherwise"/> where it is left out.</summary>
    public int[] Integers(string name, int count, int otherwise) => Find(name) is { Ints.Count: > 0 } found
        ? [.. found.Ints.Select(static value => (int)value)]
        : [.. Enumerable.Repeat(otherwise, count)];

    private AttributeProto? Find(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}
