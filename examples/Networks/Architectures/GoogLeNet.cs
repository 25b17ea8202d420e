using StaticNet;

namespace Networks;

/// <summary>
/// C. Szegedy et al., "Going Deeper with Convolutions", 2014, as in its table 1: local response normalisation in the stem, and in training two
/// auxiliary classifiers whose loss counts 0.3. Pools round up, as in the authors' Caffe model.
/// </summary>
[Network(3, 224, 224)]
[Conv(64, 7, Stride = 2, Padding = 3, Fit = Fit.Crop), Relu, MaxPool(3, Stride = 2, Fit = Fit.Pad), LocalResponseNorm]
[Conv(64, 1), Relu, Conv(192, 3, Padding = 1), Relu, LocalResponseNorm, MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(64, 96, 128, 16, 32, 32, As = "inception3a"), Inception(128, 128, 192, 32, 96, 64, As = "inception3b")]
[MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(192, 96, 208, 16, 48, 64, As = "inception4a")]
[AuxiliaryClassifier(As = "head1"), Output("head1", LossWeight = 0.3, TrainingOnly = true), From("inception4a")]
[Inception(160, 112, 224, 24, 64, 64, As = "inception4b"), Inception(128, 128, 256, 24, 64, 64, As = "inception4c")]
[Inception(112, 144, 288, 32, 64, 64, As = "inception4d")]
[AuxiliaryClassifier(As = "head2"), Output("head2", LossWeight = 0.3, TrainingOnly = true), From("inception4d")]
[Inception(256, 160, 320, 32, 128, 128, As = "inception4e")]
[MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[Inception(256, 160, 320, 32, 128, 128, As = "inception5a"), Inception(384, 192, 384, 48, 128, 128, As = "inception5b")]
[GlobalAvgPool, Dropout(0.4), Dense(1000), Softmax]
public partial class GoogLeNet;

/// <summary>A classifier halfway up, as the paper describes it in section 5.</summary>
[AvgPool(5, Stride = 3), Conv(128, 1), Relu, Dense(1024), Relu, Dropout(0.7), Dense(1000), Softmax]
public sealed class AuxiliaryClassifierAttribute : BlockAttribute;

/// <summary>
/// Torchvision's variant: batch normalisation, 3x3 in place of 5x5, a last pool of 2x2. Before its auxiliary classifiers torchvision averages
/// adaptively to 4x4, over windows of unequal size; here it is the paper's 5x5 pool, which also gives 4x4.
/// </summary>
[Network(3, 224, 224)]
[InceptionConv(64, 7, 2), MaxPool(3, Stride = 2, Fit = Fit.Pad), InceptionConv(64, 1), InceptionConv(192, 3), MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[InceptionNorm(64, 96, 128, 16, 32, 32, As = "inception3a"), InceptionNorm(128, 128, 192, 32, 96, 64, As = "inception3b")]
[MaxPool(3, Stride = 2, Fit = Fit.Pad)]
[InceptionNorm(192, 96, 208, 16, 48, 64, As = "inception4a")]
[AuxiliaryNormClassifier(As = "aux1"), Output("aux1", LossWeight = 0.3, TrainingOnly = true), From("inception4a")]
[InceptionNorm(160, 112, 224, 24, 64, 64, As = "inception4b"), InceptionNorm(128, 128, 256, 24, 64, 64, As = "inception4c")]
[InceptionNorm(112, 144, 288, 32, 64, 64, As = "inception4d")]
[AuxiliaryNormClassifier(As = "aux2"), Output("aux2", LossWeight = 0.3, TrainingOnly = true), From("inception4d")]
[InceptionNorm(256, 160, 320, 32, 128, 128, As = "inception4e")]
[MaxPool(2, Fit = Fit.Pad)]
[InceptionNorm(256, 160, 320, 32, 128, 128, As = "inception5a"), InceptionNorm(384, 192, 384, 48, 128, 128, As = "inception5b")]
[GlobalAvgPool, Dropout(0.2), Dense(1000), Softmax]
public partial class GoogLeNetTorchvision;

/// <summary>Torchvision's auxiliary classifier.</summary>
[AvgPool(5, Stride = 3), Use<InceptionConvAttribute>(128, 1), Dense(1024), Relu, Dropout(0.7), Dense(1000), Softmax]
public sealed class AuxiliaryNormClassifierAttribute : BlockAttribute;

/// <summary>The naive module with the window counts of inception 3a, on its input.</summary>
[Network(192, 28, 28), NaiveInception(64, 128, 32)]
public partial class InceptionModuleNaive;

/// <summary>Inception 3a alone, on the same input.</summary>
[Network(192, 28, 28), Inception(64, 96, 128, 16, 32, 32)]
public partial class InceptionModuleReduced;
