namespace StaticNet;

/// <summary>
/// x * min(max(x / 6 + 1/2, 0), 1), element by element, as in PyTorch and ONNX. Howard et al.,
/// <see href="https://arxiv.org/abs/1905.02244">Searching for MobileNetV3</see> (2019).
/// </summary>
public sealed class HardSwishAttribute : LayerAttribute;
