using System.ComponentModel;

namespace StaticNet;

/// <summary>What a <see cref="Workspace"/> calls of a generated network to predict.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPredictionCode
{
    /// <summary>Whether the work on one picture is enough for several threads to share.</summary>
    bool IsShared => false;

    /// <summary>Predicts some pictures on one thread.</summary>
    /// <param name="input">The first of the pictures, one after another.</param>
    /// <param name="output">The first row of outputs.</param>
    /// <param name="arena">Memory for <paramref name="count"/> pictures.</param>
    /// <param name="count">Pictures, 1 to as many as the workspace takes at a time.</param>
    void Run(ref float input, ref float output, ref float arena, int count);

    /// <summary>The same as one worker of a team: all of them call it with the same arguments.</summary>
    /// <param name="input">The first of the pictures, one after another.</param>
    /// <param name="output">The first row of outputs.</param>
    /// <param name="arena">Memory for <paramref name="count"/> pictures.</param>
    /// <param name="count">Pictures, 1 to as many as the workspace takes at a time.</param>
    /// <param name="worker">Which worker the caller is.</param>
    void Run(ref float input, ref float output, ref float arena, int count, TeamWorker worker)
    {
        if (worker.IsFirst)
        {
            Run(ref input, ref output, ref arena, count);
        }
    }
}
