using StaticNet.Conformance.Tests.Cases;
using StaticNet.Conformance.Tests.Reference;

namespace StaticNet.Conformance.Tests.Harness;

/// <summary>A generated network beside the reference of the same declaration, holding the same parameters.</summary>
internal sealed class GeneratedNetwork
{
    private readonly Dictionary<string, Kernels> kernels = [];

    public GeneratedNetwork(NetworkCase row, Type type)
    {
        Row = row;
        Type = type;
        Network = (INetwork)Activator.CreateInstance(type, args: [1])!;
        Reference = ReferenceNetwork.Parse(row.Shape, row.Layers);
    }

    public NetworkCase Row { get; }

    public Type Type { get; }

    public INetwork Network { get; }

    public ReferenceNetwork Reference { get; }

    public int InputLength => Reference.Input.Length;

    /// <summary>Values in a row of a prediction.</summary>
    public int OutputLength => Reference.OutputLength(training: false);

    /// <summary>Values in a row of a training pass, which may have more outputs.</summary>
    public int TrainingOutputLength => Reference.OutputLength(training: true);

    /// <summary>The public methods, then every instruction set that this machine runs.</summary>
    public IEnumerable<Engine> Engines => InstructionSet.Supported.Select(Engine).Prepend(new PublicEngine(Network));

    public Engine Engine(InstructionSet set) => new KernelEngine(Network, Kernels(set));

    public Kernels Kernels(InstructionSet set)
    {
        lock (kernels)
        {
            return kernels.TryGetValue(set.Name, out Kernels? bound) ? bound : kernels[set.Name] = new Kernels(Type, set);
        }
    }

    /// <summary>
    /// Draws all parameters, in both networks the same: weights such that a layer of any size neither shrinks nor blows up its
    /// values, so that an error anywhere shows at the output.
    /// </summary>
    public void DrawParameters(Random random)
    {
        foreach (ReferenceParameter parameter in Reference.Parameters)
        {
            int fanIn = parameter.Values.Length / parameter.Shape[0];
            double spread = parameter.Shape.Length == 1 ? 0.5 : Math.Sqrt(4.5 / fanIn);
            float[] values = Numbers.Uniform(random, parameter.Values.Length, spread);
            if (parameter.IsVariance)
            {
                values = [.. values.Select(static value => value + 1)];
            }

            SetParameter(parameter.Name, values);
        }
    }

    public void SetParameter(string name, float[] values)
    {
        Network.Weights[name].CopyFrom(values);
        values.Select(static value => (double)value).ToArray().CopyTo(Reference[name].Values, 0);
    }

    /// <summary>A parameter's part of a buffer in the packed order of <see cref="Weights.Packed"/>, in PyTorch's order.</summary>
    public float[] Unpack(ReadOnlySpan<float> packed, string name)
    {
        int[] positions = Positions(name);
        float[] values = new float[positions.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = packed[positions[i]];
        }

        return values;
    }

    /// <summary>Where the elements of a parameter lie in packed memory, in PyTorch's order; computed here from the description alone.</summary>
    public int[] Positions(string name)
    {
        ParameterInfo info = Network.Description.Parameters.Single(parameter => parameter.Name == name);
        IEnumerable<int> positions = [info.Offset];
        foreach (PackedAxis axis in info.Axes)
        {
            positions = positions.SelectMany(
                _ => Enumerable.Range(0, axis.Count), (position, index) => position + axis.Offset(index));
        }

        return [.. positions];
    }
}
