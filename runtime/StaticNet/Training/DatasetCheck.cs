using StaticNet.Data;

namespace StaticNet.Training;

/// <summary>Refuses data that a network cannot take, before any work is done.</summary>
internal static class DatasetCheck
{
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

        if (data.TargetLength != 0 && data.TargetLength != network.OutputLength)
        {
            throw new ArgumentException(
                $"{network.Name} has {network.OutputLength} outputs, "
                + $"the dataset's target vectors have {data.TargetLength} values.",
                name);
        }
    }
}
