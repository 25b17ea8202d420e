using StaticNet.Generator.Diagnostics;

namespace StaticNet.Generator.Layers;

/// <summary>The rule of every convolution in groups.</summary>
internal static class GroupRule
{
    /// <summary>Every group reads the same number of channels and makes the same number of filters.</summary>
    public static bool Divides(string layer, int groups, int channels, int filters, FindingList findings)
    {
        if (groups >= 1 && channels % groups == 0 && filters % groups == 0)
        {
            return true;
        }

        int[] works = [.. NearestDivisors(Sizes.GreatestCommonDivisor(channels, filters), groups)];
        string why = groups < 1 ? "there is at least one group"
            : $"{channels} / {groups} = {Sizes.Quotient(channels, groups)} channels and "
            + $"{filters} / {groups} = {Sizes.Quotient(filters, groups)} filters a group";
        string fixes = string.Join(
            "; ", works.Select(divisor => $"Groups = {divisor} gives {channels / divisor} and {filters / divisor}"));
        findings.Report(
            DiagnosticIds.BadGroups,
            ["Groups"],
            [layer, $"{groups}", $"{channels}", $"{filters}", why, $" {fixes}."],
            [.. works.Select(static divisor => new Setting("Groups", $"{divisor}"))]);
        return false;
    }

    /// <summary>
    /// The last divisor of <paramref name="number"/> up to <paramref name="near"/>, and the next above.
    /// </summary>
    private static IEnumerable<int> NearestDivisors(int number, int near)
    {
        int below = 1;
        int above = number;
        for (int small = 1; (long)small * small <= number; small++)
        {
            if (number % small != 0)
            {
                continue;
            }

            foreach (int divisor in new[] { small, number / small })
            {
                below = divisor <= near ? Math.Max(below, divisor) : below;
                above = divisor > near ? Math.Min(above, divisor) : above;
            }
        }

        return new[] { below, above }.Distinct();
    }
}
