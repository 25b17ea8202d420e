using System.Globalization;

namespace Classify;

/// <summary>
/// What the program is asked for. Read by hand: a library for two arguments would be half of the program.
/// </summary>
internal sealed record Arguments(string? Path, int? Index, bool WantsHelp, string? Mistake)
{
    public const string Usage =
        """
        usage: Classify <index>            one of the 20 pictures that the program carries
               Classify <file>             all pictures of an IDX file, plain or gzip
               Classify <file> <index>     one of them
               Classify --help

        Says what is to be seen on pictures of Fashion-MNIST, 28x28, and how probable it is. Pictures are numbered from 0.
        """;

    public static Arguments Parse(string[] arguments) => arguments switch
    {
        ["--help" or "-h" or "-?", ..] or [_, "--help" or "-h" or "-?", ..] => new(null, null, true, null),
        [] => Wrong("Classify what?"),
        [var option, ..] when option.StartsWith('-') && !File.Exists(option) => Wrong(
            IsNumber(option, out _) ? $"{option}: pictures are numbered from 0." : $"{option} is no option."),
        [var index] when IsNumber(index, out int number) => new(null, number, false, null),
        [var path] => new(path, null, false, null),
        [var path, var index] when IsNumber(index, out int number) => number >= 0
            ? new(path, number, false, null)
            : Wrong($"{index}: pictures are numbered from 0."),
        [_, var index] => Wrong($"'{index}' is no number."),
        _ => Wrong("Too many arguments."),
    };

    private static Arguments Wrong(string mistake) => new(null, null, false, mistake);

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
