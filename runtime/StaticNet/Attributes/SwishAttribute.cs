namespace StaticNet;

/// <summary>
/// x / (1 + exp(-x)), element by element; also called SiLU. Ramachandran et al.,
/// <see href="https://arxiv.org/abs/1710.05941">Searching for Activation Functions</see> (2017).
/// </summary>
public sealed class SwishAttribute : LayerAttribute;
