namespace StaticNet;

/// <summary>What a parameter is to its layer.</summary>
public enum ParameterRole
{
    /// <summary>Multiplies inputs.</summary>
    Weight,

    /// <summary>Is added to outputs.</summary>
    Bias,

    /// <summary>
    /// Follows what training sees, and is not optimised: the running averages of a batch normalisation. It is saved and
    /// loaded with the others, and not counted among the trainable values.
    /// </summary>
    State,
}
