using System.Text.RegularExpressions;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>
/// Whether emitted text goes straight from its beginning to its end. It is taken word by word: what is written out in full is many megabytes,
/// for which a syntax tree takes longer than the generator.
/// </summary>
internal static partial class StraightLineText
{
    /// <summary>
    /// Every loop, branch and jump in the method <c>Predict</c> of a file and in all that it calls there, by method. Calls of what the file does
    /// not hold go to intrinsics, and to the runtime's <c>VectorMath</c>: its functions of vectors select lane by lane, those of one float, of which a
    /// softmax takes its last values, compare it with the ends of their ranges.
    /// </summary>
    public static IEnumerable<string> Departures(IReadOnlyList<(string Name, string Text)> files, string name)
    {
        Dictionary<string, List<string>> methods = Methods(files.Single(file => Path.GetFileName(file.Name) == name).Text);
        var reached = new HashSet<string> { "Predict" };
        var next = new Queue<string>(reached);
        while (next.TryDequeue(out string? method))
        {
            foreach (string line in methods[method])
            {
                if (Departure().Match(line) is { Success: true } departure)
                {
                    yield return $"{name}, {method}: {departure.Value}";
                }

                // Every call moves on to a method that is not reached yet, so that none comes back as a loop would.
                if (Call().Match(line) is { Success: true } call && methods.ContainsKey(call.Value))
                {
                    if (reached.Add(call.Value))
                    {
                        next.Enqueue(call.Value);
                    }
                    else
                    {
                        yield return $"{name}, {method}: calls {call.Value} again";
                    }
                }
            }
        }
    }

    /// <summary>The lines behind the head of each method, up to the next, without comments.</summary>
    private static Dictionary<string, List<string>> Methods(string text)
    {
        var methods = new Dictionary<string, List<string>>();
        List<string> body = [];
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (line.TrimStart().StartsWith("//"))
            {
                continue;
            }

            string copy = line.ToString();
            if (Head().Match(copy) is { Success: true } head)
            {
                methods.Add(head.Groups["name"].Value, body = []);
            }
            else
            {
                body.Add(copy);
            }
        }

        return methods;
    }

    [GeneratedRegex(@"^\s*(private|public) static void (?<name>\w+)")]
    private static partial Regex Head();

    [GeneratedRegex(@"\b(for|foreach|while|do|if|else|switch|case|goto|return|throw|try|catch|yield)\b|\?|&&|\|\|")]
    private static partial Regex Departure();

    /// <summary>A statement that calls a method of the same class.</summary>
    [GeneratedRegex(@"(?<=^\s*)\w+(?=\()")]
    private static partial Regex Call();
}
