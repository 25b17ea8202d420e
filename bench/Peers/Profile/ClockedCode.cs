using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Emission;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace StaticNet.Peers.Profile;

/// <summary>One call of an entry point: which entry point, the comment above the call, and the kernel's method.</summary>
internal sealed record ClockedStep(string Entry, string Title, string Kernel)
{
    /// <summary>Whether it only changes the layout of a layer's input.</summary>
    public bool IsRearranging => Title.StartsWith("input of ", StringComparison.Ordinal) && Title.EndsWith("rearranged", StringComparison.Ordinal);
}

/// <summary>
/// The generated code with a clock read behind every call of its entry points. Only this copy has clocks; reading one takes some twenty
/// nanoseconds, and the kernels are the text that every build compiles.
/// </summary>
internal sealed class ClockedCode : CSharpSyntaxRewriter
{
    private const string Ticks = "StepTicks";

    private readonly List<ClockedStep> steps = [];
    private string? entry;
    private string isCounted = "";
    private string title = "";

    private ClockedCode()
    {
    }

    /// <summary>The files with clocks, and for each instruction set its steps in the order of the emitted calls.</summary>
    public static (IReadOnlyList<EmittedFile> Files, IReadOnlyDictionary<string, IReadOnlyList<ClockedStep>> Steps) Of(
        IEnumerable<EmittedFile> files, IReadOnlyCollection<string> entries)
    {
        var steps = new Dictionary<string, IReadOnlyList<ClockedStep>>();
        EmittedFile[] clocked = [.. files.Select(file => file with { Text = Clocked(file.Text, entries, steps) })];
        return (clocked, steps);
    }

    /// <summary>The ticks that the steps of an instruction set's class took since they were last cleared.</summary>
    public static long[] TicksOf(Type network, string isa) =>
        (long[])network.GetNestedType(isa, BindingFlags.NonPublic)!.GetField(Ticks, BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    /// <inheritdoc />
    public override SyntaxNode VisitBlock(BlockSyntax node)
    {
        var statements = new List<StatementSyntax>();
        foreach (StatementSyntax statement in node.Statements)
        {
            if (Comment(statement) is { } comment)
            {
                title = comment;
            }

            var visited = (StatementSyntax)Visit(statement);
            statements.Add(visited);
            switch ((statement as ExpressionStatementSyntax)?.Expression)
            {
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax kernel }:
                    statements.Add(Clock(steps.Count));
                    steps.Add(new ClockedStep(entry!, title, kernel.Identifier.Text));
                    break;

                // A step has ended when the last of the team has done its share.
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Wait" } } when steps.Count > 0:
                    statements.Add(Clock(steps.Count - 1));
                    break;
            }
        }

        return node.WithStatements(List(statements));
    }

    /// <summary>Of a team the first worker has the clock.</summary>
    private StatementSyntax Clock(int step) => ParseStatement(
        $"{isCounted}{{ long now = System.Diagnostics.Stopwatch.GetTimestamp(); {Ticks}[{step}] += now - began; began = now; }}\n");

    private static string Clocked(string text, IReadOnlyCollection<string> entries, Dictionary<string, IReadOnlyList<ClockedStep>> steps)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(text).GetRoot();
        foreach (ClassDeclarationSyntax isa in root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(type => type.Modifiers.Any(SyntaxKind.StaticKeyword) && type.Members.OfType<MethodDeclarationSyntax>().Any(IsEntry)))
        {
            var rewriter = new ClockedCode();
            ClassDeclarationSyntax clocked = isa.ReplaceNodes(isa.Members.OfType<MethodDeclarationSyntax>().Where(IsEntry), (method, _) => rewriter.Entry(method));
            MemberDeclarationSyntax ticks = ParseMemberDeclaration($"internal static readonly long[] {Ticks} = new long[{rewriter.steps.Count}];\n")!;
            steps.Add(isa.Identifier.Text, rewriter.steps);
            return root.ReplaceNode(isa, clocked.WithMembers(clocked.Members.Insert(0, ticks))).ToFullString();
        }

        return text;

        bool IsEntry(MethodDeclarationSyntax method) => entries.Contains(method.Identifier.Text);
    }

    private MethodDeclarationSyntax Entry(MethodDeclarationSyntax method)
    {
        entry = method.Identifier.Text;
        title = entry;
        isCounted = method.ParameterList.Parameters.Any(static parameter => parameter.Identifier.Text == "worker") ? "if (worker.IsFirst) " : "";
        var body = (BlockSyntax)Visit(method.Body)!;
        return method.WithBody(body.WithStatements(body.Statements.Insert(
            0, ParseStatement("long began = System.Diagnostics.Stopwatch.GetTimestamp();\n"))));
    }

    private static string? Comment(StatementSyntax statement) => statement.GetLeadingTrivia()
        .Where(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
        .Select(static trivia => trivia.ToString().TrimStart('/', ' '))
        .LastOrDefault();
}
