using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;

namespace StaticNet.Generator.Layers;

/// <summary>
/// Channels of zeros in front of a value's channels and behind them: the shortcut without parameters (option A) of He et al., "Deep
/// Residual Learning for Image Recognition" (2015). No attribute of its own; <c>Shortcut</c> places it.
/// </summary>
internal sealed record ChannelPad(int Before, int After) : Layer
{
    public override string Kind => "channelpad";

    public override Placement? Place(Shape input, FindingList findings) => new(this, input with { Channels = input.Channels + Before + After });
}
