using System.Text;
using Classify;

return Arguments.Parse(args) switch
{
    { Mistake: { } mistake } => Fail(2, $"{mistake}\n\n{Arguments.Usage}"),
    { WantsHelp: true } => Say(Arguments.Usage),
    var arguments => Run(arguments),
};

static int Run(Arguments arguments)
{
    try
    {
        Pictures pictures = arguments.Path is { } path ? Pictures.FromFile(path) : Pictures.Embedded();
        if (arguments.Index >= pictures.Count)
        {
            return Fail(1, $"There is no picture {arguments.Index}: {pictures.Source} has {pictures.Count}, from 0.");
        }

        var classifier = new Classifier();
        var (first, end) = arguments.Index is { } index ? (index, index + 1) : (0, pictures.Count);
        for (int i = first; i < end; i++)
        {
            Classification answer = classifier.Classify(pictures, i);
            Say($"{i}: {answer.ClassName}, {answer.Probability:p1}");
        }

        return 0;
    }
    catch (FormatException error)
    {
        return Fail(1, error.Message);
    }
    catch (Exception error) when (error is IOException or UnauthorizedAccessException)
    {
        // The class library's own words are left out of the program (UseSystemResourceKeys).
        return Fail(1, File.Exists(arguments.Path) ? $"{arguments.Path} cannot be read." : $"There is no file {arguments.Path}.");
    }
}

static int Say(string text) => Write(Console.OpenStandardOutput(), text, 0);

static int Fail(int exitCode, string text) => Write(Console.OpenStandardError(), text, exitCode);

// Console.WriteLine would bring the terminal database along.
static int Write(Stream stream, string text, int exitCode)
{
    stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
    return exitCode;
}
