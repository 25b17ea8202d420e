using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace StaticNet.Generator.Tests;

/// <summary>
/// Snapshots under Verify's file names: beside the test, Class.Method.verified.ext is the approved text, and a run that
/// differs leaves Class.Method.received.ext to compare with it, or to rename over it.
/// </summary>
internal static class Snap
{
    public static void Verify(
        string text, string extension, [CallerFilePath] string testFile = "", [CallerMemberName] string method = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{method}");
        string verified = $"{stem}.verified.{extension}";
        string received = $"{stem}.received.{extension}";
        string actual = text.ReplaceLineEndings("\n");
        string? approved = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (actual == approved)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        throw new XunitException(approved is null
            ? $"No snapshot yet: read {received} and rename it to {Path.GetFileName(verified)}."
            : $"{received} differs from its snapshot at character {FirstDifference(actual, approved)}:\n{actual}");
    }

    private static int FirstDifference(string a, string b)
    {
        int i = 0;
        while (i < a.Length && i < b.Length && a[i] == b[i])
        {
            i++;
        }

        return i;
    }
}
