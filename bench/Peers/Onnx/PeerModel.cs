using StaticNet.Peers.OnnxRuntime;

namespace StaticNet.Peers.Onnx;

/// <summary>A model for the peer: the ONNX file's bytes and its two ends.</summary>
internal sealed record PeerModel(byte[] Bytes, OrtTensor Input, OrtTensor Output);
