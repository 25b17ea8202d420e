using StaticNet.Generator.Graph;
using StaticNet.Generator.Kernels;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Planning.Lowerings;

/// <summary>
/// Joins of branches. Sums and products run over whole buffers in one layout; parts of a concatenation were written in place where they
/// fill whole blocks of channels, and are copied otherwise.
/// </summary>
internal sealed class JoinLowering : Lowering<Join>
{
    /// <summary>The inputs' layout where they agree (and parts of a concatenation can stand one behind the other); else blocks of channels.</summary>
    protected override Layout LayoutOf(Node node, Join join, LayerPlan layers)
    {
        if (node.Output.Rank == 0)
        {
            return Layout.Vector(node.Output.Channels);
        }

        Layout first = layers[node.Inputs[0]];
        bool agree = node.Inputs.All(input => layers[input] with { Channels = first.Channels } == first);
        if (join.Reduction != JoinKind.Concat)
        {
            return agree ? first : Layout.Blocked(node.Output);
        }

        return agree && first.IsPlanar && first.ChannelStride % Layout.Block == 0 ? Layout.Planar(node.Output) : Layout.Blocked(node.Output);
    }

    protected override void Forward(Node node, Join join, ForwardPlanner forward)
    {
        Layout layout = forward.Layers[node.Index];
        string title = forward.Title(node);
        if (join.Reduction == JoinKind.Concat)
        {
            Concatenate(node, layout, title, forward);
            return;
        }

        Operand[] inputs = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => forward.Rearranged(node, layout, i).Operand)];
        Node last = forward.FuseActivation(node, ref title, out Activation? activation);
        forward.Store(last, new CombineKernel(join.Reduction, inputs.Length, layout.Length, activation), title, inputs);
    }

    protected override void Backward(Node node, Join join, BackwardPlanner backward)
    {
        string title = BackwardPlanner.Title(node);
        Operand dy = join.Reduction == JoinKind.Concat ? backward.Gradient(node) : backward.GradientBeforeActivation(node);
        Layout layout = backward.Layers[node.Index];
        int channel = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            int input = i, start = channel;
            Layout source = backward.Layers[node.Inputs[i]];
            channel += source.Channels;
            switch (join.Reduction)
            {
                case JoinKind.Concat when layout.HoldsRun(source, start):
                    backward.ContributeShared(node, dy.At(layout.Offset(start, 0, 0)), title, i);
                    break;
                case JoinKind.Concat:
                    Layout part = layout with { Channels = source.Channels };
                    backward.Contribute(node, part, title, (target, guard) => backward.Add(
                        new ChannelCopyKernel(layout, start, part, 0, part.Channels, ClearRest: true), title, guard, dy, target), i);
                    break;
                case JoinKind.Add when source == layout:
                    backward.ContributeShared(node, dy, title, i);
                    break;
                case JoinKind.Add:
                    backward.Contribute(node, source, title, (target, guard) => backward.Add(
                        new RelayoutKernel(layout, source), title, guard, dy, target), i);
                    break;
                default:
                    Operand[] others =
                        [.. Enumerable.Range(0, node.Inputs.Count).Where(other => other != input).Select(other => backward.Forward.InputRead(node, other).Operand)];
                    backward.Contribute(node, layout, title, (target, guard) => backward.Add(
                        new CombineKernel(JoinKind.Multiply, others.Length + 1, layout.Length, Activation: null), title, guard, [dy, .. others, target]), i);
                    break;
            }
        }
    }

    private static void Concatenate(Node node, Layout layout, string title, ForwardPlanner forward)
    {
        Operand target = forward.NewValue(node);
        int channel = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            Layout part = layout with { Channels = forward.Graph[node.Inputs[i]].Output.Channels };
            Operand slot = target.At(layout.Offset(channel, 0, 0));
            if (!layout.HoldsRun(part, channel))
            {
                Operand source = forward.Rearranged(node, part, i).Operand;
                forward.Add(new ChannelCopyKernel(part, 0, layout, channel, part.Channels, ClearRest: false), title, source, target);
            }
            else if (forward.Source(node, i) is var source && source.Layout != part)
            {
                forward.Add(new RelayoutKernel(source.Layout, part), title, source.Operand, slot);
            }
            else if (source.Operand != slot)
            {
                forward.Add(new RelayoutKernel(part, part), title, source.Operand, slot);
            }

            channel += part.Channels;
        }

        forward.Place(node, new Place(layout, target));
    }
}
