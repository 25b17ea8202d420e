using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Emission.Unrolling;

/// <summary>
/// Runs the text of kernels on all that is known while it is written (sizes, places, turns of loops), and writes down what is left: every
/// loop as often as it turns, every call in its place, every index as a number. The arithmetic and its order stay, and with them
/// every bit of the result. Kernels know nothing of it. (Jones, Gomard and Sestoft, Partial Evaluation and Automatic Program Generation,
/// 1993: the first Futamura projection.)
/// </summary>
internal sealed class Unroller
{
    private readonly KernelTable table = new();
    private readonly Dictionary<string, MethodDeclarationSyntax> methods;
    private readonly InstructionList instructions = new();
    private readonly ResidualText text;
    private int depth;

    /// <param name="isa">The instruction set.</param>
    /// <param name="kernels">All that will be run.</param>
    public Unroller(Isa isa, IEnumerable<Kernel> kernels)
    {
        foreach (Kernel kernel in kernels)
        {
            table.NameOf(kernel);
        }

        var looped = new CodeWriter { Kernels = table };
        table.Emit(looped, isa);
        SyntaxNode root = CSharpSyntaxTree.ParseText($"class Kernels {{ {looped} }}", new CSharpParseOptions(LanguageVersion.Latest)).GetRoot();
        methods = root.DescendantNodes().OfType<MethodDeclarationSyntax>().ToDictionary(static method => method.Identifier.ValueText);
        text = new ResidualText(instructions, methods.ContainsKey);
    }

    /// <summary>What is left of everything run so far, in order.</summary>
    public InstructionList Instructions => instructions;

    /// <summary>Runs a kernel: all of its units, for one picture.</summary>
    /// <param name="title">What is computed, for a comment.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="operands">What it works on, in the order of its parameters.</param>
    /// <exception cref="UnrollException">
    /// The kernel's course depends on values, or its text has a form that is not understood here. There is no other way then: a network that
    /// asks for no loop gets none, and a test unrolls every kernel.
    /// </exception>
    public void Add(string title, Kernel kernel, IReadOnlyList<Reference> operands)
    {
        instructions.AddComment("// " + title);
        var frame = new Frame();
        for (int i = 0; i < operands.Count; i++)
        {
            frame.References.Add(kernel.Parameters[i], operands[i]);
        }

        if (kernel.Units > 1)
        {
            frame.Numbers.Add("from", 0);
            frame.Numbers.Add("to", kernel.Units);
        }

        Run(methods[table.NameOf(kernel)].Body!, frame);
    }

    /// <summary>Runs a statement; false when it returns.</summary>
    private bool Run(StatementSyntax statement, Frame frame)
    {
        switch (statement)
        {
            case BlockSyntax block:
                return block.Statements.All(inner => Run(inner, frame));
            case ReturnStatementSyntax { Expression: null }:
                return false;
            case ForStatementSyntax loop:
                return RunLoop(loop, frame);
            case WhileStatementSyntax loop:
                while (frame.Decide(loop.Condition))
                {
                    if (!Run(loop.Statement, frame))
                    {
                        return false;
                    }
                }

                return true;
            case IfStatementSyntax choice:
                return frame.Decide(choice.Condition) ? Run(choice.Statement, frame) : choice.Else is null || Run(choice.Else.Statement, frame);
            case LocalDeclarationStatementSyntax declaration:
                Declare(declaration.Declaration, frame);
                return true;
            case ExpressionStatementSyntax expression:
                Run(expression.Expression, frame);
                return true;
            default:
                throw new UnrollException(statement);
        }
    }

    private bool RunLoop(ForStatementSyntax loop, Frame frame)
    {
        if (loop.Declaration is { } declaration)
        {
            Declare(declaration, frame);
        }

        while (frame.Decide(loop.Condition!))
        {
            if (!Run(loop.Statement, frame))
            {
                return false;
            }

            foreach (ExpressionSyntax step in loop.Incrementors)
            {
                Run(step, frame);
            }
        }

        return true;
    }

    private void Declare(VariableDeclarationSyntax declaration, Frame frame)
    {
        string type = declaration.Type.ToString();
        foreach (VariableDeclaratorSyntax variable in declaration.Variables)
        {
            string name = variable.Identifier.ValueText;
            ExpressionSyntax? value = variable.Initializer?.Value;
            frame.Forget(name);
            switch (type)
            {
                case "ref float":
                    frame.References[name] = frame.Locate(value!);
                    break;
                case var _ when Frame.IsWhole(declaration.Type):
                    frame.Numbers[name] = value is null ? 0 : frame.Compute(value);
                    break;
                case "ReadOnlySpan<int>" when value is CollectionExpressionSyntax list:
                    frame.Lists[name] = [.. list.Elements.Select(element => frame.Compute(((ExpressionElementSyntax)element).Expression))];
                    break;
                default:
                    frame.Values[name] = Local(type, name);
                    if (value is not null)
                    {
                        Assign(name, "=", value, frame);
                    }

                    break;
            }
        }
    }

    private void Run(ExpressionSyntax expression, Frame frame)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax { Right: AssignmentExpressionSyntax inner } outer:
                Run(inner, frame);
                Assign(outer, inner.Left, frame);
                break;
            case AssignmentExpressionSyntax assignment:
                Assign(assignment, assignment.Right, frame);
                break;
            case PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax { Identifier.ValueText: var counter } } step when frame.Numbers.ContainsKey(counter):
                frame.Numbers[counter] += step.IsKind(SyntaxKind.PostIncrementExpression) ? 1 : -1;
                break;
            case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } call when methods.TryGetValue(name, out MethodDeclarationSyntax? method):
                Call(method, call, frame);
                break;
            default:
                text.Statement(expression, frame);
                break;
        }
    }

    private void Call(MethodDeclarationSyntax method, InvocationExpressionSyntax call, Frame frame)
    {
        var callee = new Frame();
        depth++;
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            ParameterSyntax parameter = method.ParameterList.Parameters[i];
            string name = parameter.Identifier.ValueText;
            ExpressionSyntax argument = call.ArgumentList.Arguments[i].Expression;
            if (parameter.Modifiers.Any(SyntaxKind.RefKeyword))
            {
                callee.References.Add(name, frame.Locate(argument));
            }
            else if (Frame.IsWhole(parameter.Type!))
            {
                callee.Numbers.Add(name, frame.Compute(argument));
            }
            else
            {
                Value value = Local(parameter.Type!.ToString(), name);
                text.Assignment(value, "=", argument, frame);
                text.Complete(value);
                callee.Values.Add(name, value);
            }
        }

        Run(method.Body!, callee);
        depth--;
    }

    /// <summary>A local of the call that is run. Those of the calls around it have other names, and so have those of another type.</summary>
    private Value Local(string type, string name) =>
        new(type, $"{name}_{depth}{(type == "Lanes" ? "" : "_" + new string([.. type.Where(char.IsLetterOrDigit)]))}");

    /// <summary>An assignment of what <paramref name="right"/> is.</summary>
    private void Assign(AssignmentExpressionSyntax assignment, ExpressionSyntax right, Frame frame)
    {
        string? name = (assignment.Left as IdentifierNameSyntax)?.Identifier.ValueText;
        if (name is not null && right is RefExpressionSyntax place)
        {
            frame.References[name] = frame.Locate(place);
        }
        else if (name is not null && frame.Numbers.TryGetValue(name, out int old))
        {
            int operand = frame.Compute(right);
            frame.Numbers[name] = assignment.OperatorToken.ValueText switch
            {
                "=" => operand,
                "+=" => checked(old + operand),
                "-=" => checked(old - operand),
                _ => throw new UnrollException(assignment),
            };
        }
        else if (name is not null && frame.Values.ContainsKey(name))
        {
            Assign(name, assignment.OperatorToken.ValueText, right, frame);
        }
        else
        {
            text.Statement(assignment.Left, assignment.OperatorToken, right, frame);
        }
    }

    /// <summary>An assignment that does not read what it overwrites makes another value of the same name.</summary>
    private void Assign(string name, string operation, ExpressionSyntax expression, Frame frame)
    {
        Value old = frame.Values[name];
        text.Assignment(old, operation, expression, frame);
        if (operation != "=" || text.Reads(old))
        {
            text.Complete(changes: old);
        }
        else
        {
            frame.Values[name] = new Value(old.Type, old.Name);
            text.Complete(frame.Values[name]);
        }
    }
}
