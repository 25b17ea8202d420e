using StaticNet;

namespace Networks;

/// <summary>
/// Configuration A of K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014: 11 layers with weights.
/// </summary>
[Network(3, 224, 224)]
[VggStage(64, 1), VggStage(128, 1), VggStage(256, 2), VggStage(512, 2), VggStage(512, 2), ImageNetClassifier]
public partial class Vgg11;

/// <summary>Configuration B: 13 layers.</summary>
[Network(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2), VggStage(256, 2), VggStage(512, 2), VggStage(512, 2), ImageNetClassifier]
public partial class Vgg13;

/// <summary>Configuration C: 16 layers, of which three are 1x1 convolutions.</summary>
[Network(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2)]
[ConvRelu(256, Repeat = 2), Conv(256, 1), Relu, MaxPool(2)]
[ConvRelu(512, Repeat = 2), Conv(512, 1), Relu, MaxPool(2)]
[ConvRelu(512, Repeat = 2), Conv(512, 1), Relu, MaxPool(2)]
[ImageNetClassifier]
public partial class Vgg16WithOnes;

/// <summary>Configuration D: 16 layers.</summary>
[Network(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2), VggStage(256, 3), VggStage(512, 3), VggStage(512, 3), ImageNetClassifier]
public partial class Vgg16;

/// <summary>Configuration E: 19 layers.</summary>
[Network(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2), VggStage(256, 4), VggStage(512, 4), VggStage(512, 4), ImageNetClassifier]
public partial class Vgg19;

/// <summary>Configuration A with batch normalisation.</summary>
[Network(3, 224, 224)]
[VggNormStage(64, 1), VggNormStage(128, 1), VggNormStage(256, 2), VggNormStage(512, 2), VggNormStage(512, 2), ImageNetClassifier]
public partial class Vgg11Norm;

/// <summary>Configuration B with batch normalisation.</summary>
[Network(3, 224, 224)]
[VggNormStage(64, 2), VggNormStage(128, 2), VggNormStage(256, 2), VggNormStage(512, 2), VggNormStage(512, 2), ImageNetClassifier]
public partial class Vgg13Norm;

/// <summary>Configuration D with batch normalisation.</summary>
[Network(3, 224, 224)]
[VggNormStage(64, 2), VggNormStage(128, 2), VggNormStage(256, 3), VggNormStage(512, 3), VggNormStage(512, 3), ImageNetClassifier]
public partial class Vgg16Norm;

/// <summary>Configuration E with batch normalisation.</summary>
[Network(3, 224, 224)]
[VggNormStage(64, 2), VggNormStage(128, 2), VggNormStage(256, 4), VggNormStage(512, 4), VggNormStage(512, 4), ImageNetClassifier]
public partial class Vgg19Norm;
