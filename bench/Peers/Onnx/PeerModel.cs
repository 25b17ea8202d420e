using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>
/// A model for the peer: the ONNX file's bytes and its two ends. <see cref="EndsInLogits"/>: it leaves out a final softmax that
/// the declared network has, and so does a little less work.
/// </summary>
internal sealed record PeerModel(byte[] Bytes, OrtTensor Input, OrtTensor Output, bool EndsInLogits);
