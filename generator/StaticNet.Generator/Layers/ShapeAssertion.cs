using StaticNet.Generator.Declarations;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// The author's statement of the shape at this point of the chain. It holds or it is an error, and leaves no node.
/// </summary>
internal sealed record ShapeAssertion(EquatableArray<int> Expected) : Layer
{
    public override string Kind => "shape";

    public override string Title => "Shape";

    public static ShapeAssertion Read(LayerArguments arguments)
    {
        if (arguments.IsWritten("As"))
        {
            arguments.Reject("As", "it asserts a shape and has no output that As could name");
        }

        return new ShapeAssertion([.. arguments.Numbers("shape")]);
    }

    /// <summary>
    /// The value itself; whether the assertion holds, the graph checks, which can also say what made the shape.
    /// </summary>
    public override Placement Place(Shape input, FindingList findings) => new(this, input);
}
