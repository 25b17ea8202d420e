using StaticNet.Generator.Emission;
using StaticNet.Generator.Layers;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>What is done to the values of a Winograd convolution before they are stored.</summary>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasSum">Whether a value that lies as the target does is added: the other input of a residual sum.</param>
/// <param name="Activation">Applied last, but for means and sums of a pool.</param>
internal sealed record WinogradEpilogue(bool HasBias, bool HasSum, Activation? Activation)
{
    /// <summary>A 2x2 pool of stride 2 that follows, of which alone the result is stored. With it no sum is added.</summary>
    public PoolKind? Pooled { get; init; }

    /// <summary>What a kernel reads for it after the filters.</summary>
    public string[] Parameters => [.. HasBias ? new[] { "bias" } : [], .. HasSum ? new[] { "sum" } : []];

    /// <summary>The end of a kernel's name.</summary>
    public string Suffix => $"{(HasSum ? "_Sum" : "")}{(Activation is null ? "" : "_" + Activation.Function)}{(Pooled is null ? "" : $"_{Pooled}Pool")}";

    /// <summary>", then 2x2 maxima": the end of a comment, nothing without a pool.</summary>
    public string PoolComment => Pooled is { } pool ? $", then 2x2 {PoolText.Of(pool)}" : "";

    /// <summary>Rows, and columns, of the convolution for one that is stored.</summary>
    public int PerStored => Pooled is null ? 1 : 2;

    /// <summary>The layout that is written, of a convolution to <paramref name="target"/>.</summary>
    public Layout Stored(Layout target) => Pooled is null ? target : target with { Height = target.Height / 2, Width = target.Width / 2, RowStride = target.Width / 2 };

    /// <summary>The bias behind a value, where it comes before a pool: a maximum is taken before it, which keeps the order.</summary>
    public string EarlyBias(string offset) => HasBias && Pooled != PoolKind.Max ? $" + {offset}" : "";

    /// <summary>The activation of a value.</summary>
    public string Activated(Isa isa, string value) => Activation is { } activation ? Activations.Apply(isa, activation.Function, activation.Slope, value) : value;

    /// <summary>
    /// Makes the first of the four values of a window what is stored of it. The maximum is taken before bias and activation, both of which keep the order; means and sums are taken
    /// behind them.
    /// </summary>
    public void EmitPooled(CodeWriter writer, Isa isa, string[] window, string offset)
    {
        if (Pooled == PoolKind.Max)
        {
            writer.Line($"{window[0]} = {isa.Max(window[0], window[1])};");
            writer.Line($"{window[2]} = {isa.Max(window[2], window[3])};");
            writer.Line($"{window[0]} = {isa.Max(window[0], window[2])}{(HasBias ? $" + {offset}" : "")};");
            writer.Line($"{window[0]} = {Activated(isa, window[0])};");
            return;
        }

        string sum = string.Join(" + ", window.Select(value => $"({Activated(isa, value)})"));
        writer.Line($"{window[0]} = {(Pooled == PoolKind.Average ? $"({sum}) * {isa.Broadcast(0.25f)}" : sum)};");
    }
}
