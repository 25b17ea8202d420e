using Microsoft.CodeAnalysis;
using StaticNet.Generator.Diagnostics;
using StaticNet.Generator.Graph;
using StaticNet.Generator.Layers;

namespace StaticNet.Generator.Declarations;

/// <summary>Reads the network whose layers and weights another one has over inputs of another size.</summary>
internal static class OriginalReader
{
    /// <param name="network">The network over the original, which has its layers already.</param>
    /// <param name="type">Its class.</param>
    /// <param name="attributes">The attributes of its class.</param>
    /// <param name="original">The original's class.</param>
    /// <param name="layerFindings">What is wrong with the layers.</param>
    /// <param name="refused">Why it cannot have the original's weights.</param>
    public static NetworkDeclaration? Read(
        NetworkDeclaration network,
        INamedTypeSymbol type,
        NetworkAttributes attributes,
        INamedTypeSymbol original,
        EquatableArray<Finding> layerFindings,
        out Finding? refused)
    {
        Shape? input = null;
        string? why = Obstacle(network, attributes, original, layerFindings, ref input);
        if (why is not null)
        {
            string id = network.Type.DeclaresConstructor ? DiagnosticIds.UnsuitableClass : DiagnosticIds.WeightsDoNotFit;
            refused = network.Type.DeclaresConstructor
                ? new Finding(id, Site.Class(), [type.Name, why], [])
                : new Finding(id, Site.Network(), [type.Name, original.Name, why], []);
            return null;
        }

        // What is asserted of the original's shapes holds at its size.
        refused = null;
        return network with
        {
            Parts = [.. network.Parts.Where(static part => part is not LayerPart { Layer: ShapeAssertion })],
            WeightsOf = new NetworkDeclaration(TypeReader.Read(original), input!, network.Parts) { Normalization = network.Normalization },
            Training = false,
        };
    }

    private static string? Obstacle(
        NetworkDeclaration network, NetworkAttributes attributes, INamedTypeSymbol original, EquatableArray<Finding> layerFindings, ref Shape? input)
    {
        if (network.Type.DeclaresConstructor)
        {
            return $"has a constructor, and is to be made from a network of {original.Name}";
        }

        NetworkAttributes layers = NetworkAttributes.Of(original);
        if (!attributes.Parts.IsEmpty)
        {
            return $"it has layers of its own beside those of {original.Name}";
        }

        if (layers.Network is null || layers.WeightsOf is not null || layers.Parts.IsEmpty)
        {
            return "that class declares no network with layers of its own";
        }

        input = DeclarationReader.ReadShape(layers, out _);
        if (input is null || layerFindings.Count > 0)
        {
            return "that network itself has an error";
        }

        return input.Channels == network.Input.Channels && input.Rank == network.Input.Rank
            ? null
            : $"its inputs are {input}, which differs from {network.Input} in more than spatial sizes";
    }
}
