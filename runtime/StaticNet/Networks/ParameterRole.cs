namespace StaticNet;

/// <summary>What a parameter is to its layer.</summary>
public enum ParameterRole
{
    /// <summary>Multiplies inputs.</summary>
    Weight,

    /// <summary>Is added to outputs.</summary>
    Bias,
}
