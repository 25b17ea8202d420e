using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// How one kind of layer is laid out, computed and differentiated: what the planners ask of every node. One file holds one kind, and
/// <see cref="LoweringCatalog"/> finds it by the layer's type.
/// </summary>
internal abstract class Lowering
{
    /// <summary>
    /// The layout of the node's value. Those of its inputs are decided already; the same layouts serve prediction and training, since both
    /// read the same packed weights.
    /// </summary>
    public abstract Layout LayoutOf(Node node, LayerPlan layers);

    /// <summary>Places the node's parameters in the packed buffer.</summary>
    public virtual void AddParameters(Node node, ParameterPlanner parameters)
    {
    }

    /// <summary>Plans the steps that make the node's value.</summary>
    public abstract void Forward(Node node, ForwardPlanner forward);

    /// <summary>Plans the steps that make the gradients of its parameters and inputs from the gradient of its value.</summary>
    public abstract void Backward(Node node, BackwardPlanner backward);
}

/// <summary>The same with the layer in its own type.</summary>
internal abstract class Lowering<TLayer> : Lowering
    where TLayer : Layer
{
    public sealed override Layout LayoutOf(Node node, LayerPlan layers) => LayoutOf(node, (TLayer)node.Layer, layers);

    public sealed override void AddParameters(Node node, ParameterPlanner parameters) => AddParameters(node, (TLayer)node.Layer, parameters);

    public sealed override void Forward(Node node, ForwardPlanner forward) => Forward(node, (TLayer)node.Layer, forward);

    public sealed override void Backward(Node node, BackwardPlanner backward) => Backward(node, (TLayer)node.Layer, backward);

    protected abstract Layout LayoutOf(Node node, TLayer layer, LayerPlan layers);

    protected virtual void AddParameters(Node node, TLayer layer, ParameterPlanner parameters)
    {
    }

    protected abstract void Forward(Node node, TLayer layer, ForwardPlanner forward);

    protected abstract void Backward(Node node, TLayer layer, BackwardPlanner backward);
}
