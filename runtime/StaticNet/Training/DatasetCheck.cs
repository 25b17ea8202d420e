using StaticNet.Data;

namespace StaticNet.Training;

/// <summary>Refuses data that a network cannot take, before any work is done.</summary>
internal static class DatasetCheck
{
    /// <summary>The same for data to train with: target vectors have to go with every output that has a loss.</summary>
    public static void RequireForTraining(NetworkDescription network, IDataset data, string name)
    {
        Require(network, data, name);
        for (int i = 1; i < network.Outputs.Count; i++)
        {
            if (network.Outputs[i].LossWeight != 0)
            {
                Loss.RequireTargetLength(network, network.Outputs[i], data.TargetLength, data.TargetLength == 0 ? data.LabelsPerSample : 0);
            }
        }
    }

    public static void Require(NetworkDescription network, IDataset data, string name)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (data.Count < 1)
        {
            throw new ArgumentException("The dataset is empty.", name);
        }

        if (data.InputLength != network.InputLength)
        {
            throw new ArgumentException(
                $"{network.Name} takes inputs of {network.InputLength} floats ({string.Join(" x ", network.InputShape)}), "
                + $"the dataset has inputs of {data.InputLength}.",
                name);
        }

        if (data.TargetLength != 0 && data.TargetLength != network.MainOutput.Length)
        {
            throw new ArgumentException(
                $"{network.Name} has {network.MainOutput.Length} outputs, "
                + $"the dataset's target vectors have {data.TargetLength} values.",
                name);
        }

        if (data.TargetLength == 0 && data.LabelsPerSample != 1 && data.LabelsPerSample != network.MainOutput.Pixels)
        {
            throw new ArgumentException(
                $"{network.Name} makes maps of {network.MainOutput.Pixels} pixels ({string.Join(" x ", network.MainOutput.Shape)}), "
                + $"the dataset has {data.LabelsPerSample} labels a sample: it may have one for each pixel, or one.",
                name);
        }
    }
}
