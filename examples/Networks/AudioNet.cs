using StaticNet;

namespace Networks;

/// <summary>
/// Sounds of four seconds at 8 kHz, ten classes: the M5 of W. Dai, C. Dai, S. Qu, J. Li, S. Das, "Very Deep Convolutional Neural Networks
/// for Raw Waveforms", ICASSP 2017, table 1, without its batch normalisation. One spatial axis: the same layers as on pictures.
/// </summary>
[Network(1, 32000)]
[Conv(128, 80, Stride = 4, Padding = 38), Relu, MaxPool(4)]
[Conv(128, 3, Padding = 1), Relu, MaxPool(4)]
[Conv(256, 3, Padding = 1), Relu, MaxPool(4)]
[Conv(512, 3, Padding = 1), Relu, MaxPool(4, Fit = Fit.Pad)]
[GlobalAvgPool, Dense(10), Softmax]
public partial class AudioNet;
