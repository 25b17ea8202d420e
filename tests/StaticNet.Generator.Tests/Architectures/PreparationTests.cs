using StaticNet.Generator.Graph;
using StaticNet.Generator.Planning;
using Xunit;

namespace StaticNet.Generator.Tests.Architectures;

/// <summary>What threads make of the weights side by side: all of it, and no two parts touch the same memory.</summary>
public class PreparationTests
{
    [Theory]
    [InlineData("ResNet50", true)]
    [InlineData("Vgg16", true)]
    [InlineData("MobileNetV2", false)]
    [InlineData("LeNet5", false)]
    public void PartsAreIndependent(string network, bool isShared)
    {
        Preparation preparation = Planner.Plan(DeclaredNetworks.Graph(network), training: false).Prediction.Preparation;
        Assert.Equal(isShared, preparation.IsShared);
        Step[] steps = [.. preparation.Steps.SelectMany(static group => group.Steps)];
        Step[] inParts = [.. preparation.Parts.SelectMany(static part => part)];
        Assert.Equal(steps.Length, inParts.Length);
        Assert.Equal(steps.ToHashSet(), inParts.ToHashSet());
        var ownerOf = new Dictionary<int, int>();
        for (int part = 0; part < preparation.Parts.Count; part++)
        {
            int[] order = [.. preparation.Parts[part].Select(step => Array.IndexOf(steps, step))];
            Assert.Equal(order.Order(), order);
            foreach (Operand operand in preparation.Parts[part].SelectMany(static step => step.Operands).Where(static operand => operand.Memory == Memory.Prepared))
            {
                Assert.True(ownerOf.TryAdd(operand.Offset, part) || ownerOf[operand.Offset] == part, $"{network}: parts {ownerOf[operand.Offset]} and {part} touch {operand.Offset}");
            }
        }
    }

    /// <summary>Two threads that take parts in turn are at work for nearly as long.</summary>
    [Theory]
    [InlineData("ResNet50")]
    [InlineData("Vgg16")]
    public void PartsBalance(string network)
    {
        Preparation preparation = Planner.Plan(DeclaredNetworks.Graph(network), training: false).Prediction.Preparation;
        int[] starts = [.. preparation.Parts.SelectMany(static part => part).SelectMany(static step => step.Operands)
            .Where(static operand => operand.Memory == Memory.Prepared).Select(static operand => operand.Offset).Distinct().Order(), preparation.Length];
        long[] busy = new long[2];
        foreach (EquatableArray<Step> part in preparation.Parts)
        {
            busy[busy[0] <= busy[1] ? 0 : 1] += part.SelectMany(static step => step.Operands).Where(static operand => operand.Memory == Memory.Prepared)
                .Select(static operand => operand.Offset).Distinct().Sum(offset => starts[Array.IndexOf(starts, offset) + 1] - offset);
        }

        Assert.InRange(busy.Max(), 0, 0.55 * preparation.Length);
    }
}
