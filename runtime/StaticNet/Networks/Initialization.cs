namespace StaticNet;

/// <summary>How a parameter is drawn before training.</summary>
public enum Initialization
{
    /// <summary>All zero.</summary>
    Zero,

    /// <summary>
    /// Normal with standard deviation sqrt(2 / fan-in), for layers before a rectifier: He et al.,
    /// <see href="https://arxiv.org/abs/1502.01852">Delving Deep into Rectifiers</see> (2015).
    /// </summary>
    He,

    /// <summary>
    /// Uniform within ±sqrt(6 / (fan-in + fan-out)): Glorot and Bengio,
    /// <see href="https://proceedings.mlr.press/v9/glorot10a.html">Understanding the difficulty of training deep
    /// feedforward neural networks</see> (2010).
    /// </summary>
    Glorot,

    /// <summary>
    /// All equal to <see cref="ParameterInfo.InitialValue"/>: 1 for the scale of a batch norm, 0.25 for the slope of a
    /// PRelu.
    /// </summary>
    Constant,

    /// <summary>
    /// Normal with standard deviation sqrt(1 / fan-in): LeCun et al.,
    /// <see href="https://doi.org/10.1007/978-3-642-35289-8_3">Efficient BackProp</see> (1998). What Selu needs to keep
    /// mean and variance from layer to layer.
    /// </summary>
    LeCun,
}
