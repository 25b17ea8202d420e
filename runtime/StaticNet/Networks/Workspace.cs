using System.ComponentModel;

namespace StaticNet;

/// <summary>
/// The intermediate values of one prediction at a time. Not to be shared by callers that run at the same time.
/// </summary>
/// <param name="floats">Size of the arena.</param>
public sealed class Workspace(long floats)
{
    /// <summary>Memory of the generated code, which alone knows what lies where.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Arena { get; } = new(floats);
}
