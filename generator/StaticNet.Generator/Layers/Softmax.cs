using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>exp(x) / sum of exp(x) over the values of a vector; in a map over the channels at each position.</summary>
internal sealed partial record Softmax : Layer
{
    public override string Kind => "softmax";

    public static Softmax Read(LayerArguments arguments) => new();

    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}

/// <summary>x - log of the sum of exp(x), over the values of a vector; in a map over the channels at each position.</summary>
internal sealed partial record LogSoftmax : Layer
{
    public override string Kind => "logsoftmax";

    public static LogSoftmax Read(LayerArguments arguments) => new();

    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}
