using StaticNet.Generator.Kernels;

namespace StaticNet.Generator.Emission;

/// <summary>
/// The methods of one emitted class by the kernels they come from: a kernel that is called twice, by an entry point or by another kernel,
/// is written once.
/// </summary>
/// <param name="taken">Names that no kernel may have.</param>
internal sealed class KernelTable(params string[] taken)
{
    private readonly Dictionary<Kernel, string> names = [];
    private readonly HashSet<string> used = [.. taken];
    private readonly List<Kernel> kernels = [];

    /// <summary>The name of the kernel's method, which will be written.</summary>
    public string NameOf(Kernel kernel)
    {
        if (!names.TryGetValue(kernel, out string? name))
        {
            name = kernel.Name;
            for (int i = 2; !used.Add(name); i++)
            {
                name = $"{kernel.Name}_{i}";
            }

            names.Add(kernel, name);
            kernels.Add(kernel);
        }

        return name;
    }

    /// <summary>Writes every method named so far, and those that the kernels name in turn.</summary>
    public void Emit(CodeWriter writer, Isa isa)
    {
        for (int i = 0; i < kernels.Count; i++)
        {
            writer.Line();
            kernels[i].Emit(writer, isa, names[kernels[i]]);
        }
    }
}
