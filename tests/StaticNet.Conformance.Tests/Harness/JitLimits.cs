using Mono.Cecil;
using Mono.Cecil.Cil;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>
/// What emitted methods may be without the JIT giving up on them: beyond these sizes it spills, and far beyond it does not optimise at
/// all, whatever a method's attributes say.
/// </summary>
internal static class JitLimits
{
    private const int MostBytesOfIl = 20 * 1024;
    private const int MostLocals = 100;
    private const int MostMultiplyAdds = 500;

    public static void AssertKept(byte[] image)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
        string[] tooLarge =
        [
            .. from type in assembly.MainModule.GetTypes()
               from method in type.Methods
               where method.HasBody
               let complaint = Complaint(method.Body)
               where complaint is not null
               select $"{type.FullName}.{method.Name}: {complaint}",
        ];
        Assert.True(tooLarge.Length == 0, $"{tooLarge.Length} methods are too large:\n{string.Join('\n', tooLarge.Take(20))}");
    }

    private static string? Complaint(MethodBody body)
    {
        int multiplyAdds = body.Instructions.Count(static instruction =>
            instruction.OpCode.Code == Code.Call && ((MethodReference)instruction.Operand).Name.StartsWith("FusedMultiply", StringComparison.Ordinal));
        return body.CodeSize > MostBytesOfIl ? $"{body.CodeSize} bytes of IL"
            : body.Variables.Count > MostLocals ? $"{body.Variables.Count} locals"
            : multiplyAdds > MostMultiplyAdds ? $"{multiplyAdds} multiply-adds"
            : null;
    }
}
