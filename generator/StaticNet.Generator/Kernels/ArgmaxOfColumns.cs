using StaticNet.Generator.Emission;
using StaticNet.Generator.Planning;

namespace StaticNet.Generator.Kernels;

/// <summary>
/// The <see cref="Argmax"/> of windows next to each other, whose maxima are taken of their columns' maxima: a column's row is found once, for
/// all the windows that it belongs to, and of the columns that hold a window's maximum the one whose row comes first decides. It reads the
/// maxima c{column} and m{pixel}, and leaves the numbers at argmaxAt.
/// </summary>
internal sealed class ArgmaxOfColumns(CodeWriter writer, Isa isa, Window2D window)
{
    /// <summary>Rows of a column, of all slices.</summary>
    private readonly int rows = window.KernelD * window.KernelH;

    /// <summary>Declares what all columns and windows use in turn.</summary>
    public void Begin()
    {
        if (rows > 1)
        {
            writer.Line($"Lanes {string.Join(", ", Enumerable.Range(0, rows).Select(static row => $"v{row}"))};");
        }

        if (window.KernelW > 1)
        {
            writer.Line("Lanes other;");
        }
    }

    /// <summary>Loads a column's taps, which are compared after their maximum is known, and names them in place of their loads.</summary>
    public void Load(string[] taps)
    {
        for (int row = 0; rows > 1 && row < rows; row++)
        {
            writer.Line($"v{row} = {taps[row]};");
            taps[row] = $"v{row}";
        }
    }

    /// <summary>
    /// r{column}: the number of the first tap of the column's row that holds its maximum, were the column a window's first. Where no other
    /// does, the last row holds it, or the maximum is a NaN, and then no window's either.
    /// </summary>
    public void FindRow(int column, string[] taps)
    {
        if (rows == 1)
        {
            return;
        }

        string row = isa.Broadcast((float)((rows - 1) * window.KernelW));
        for (int tap = rows - 2; tap >= 0; tap--)
        {
            row = Argmax.Found(isa, taps[tap], $"c{column}", Isa.Text(tap * window.KernelW), row);
        }

        writer.Line($"Lanes r{column} = {row};");
    }

    /// <summary>Stores the number of the window's tap: the least of its columns'.</summary>
    public void FindTap(int pixel)
    {
        for (int tap = 0; tap < window.KernelW; tap++)
        {
            int column = (pixel * window.StrideW) + (tap * window.DilationW);
            string number = rows == 1 ? isa.Broadcast((float)tap) : tap == 0 ? $"r{column}" : $"r{column} + {isa.Broadcast((float)tap)}";
            string found = isa.SelectEqual($"c{column}", $"m{pixel}", number, Argmax.None(isa));
            if (tap == 0)
            {
                writer.Line($"Lanes first{pixel} = {found};");
                continue;
            }

            writer.Line($"other = {found};");
            writer.Line($"first{pixel} = {isa.Min($"first{pixel}", "other")};");
        }

        writer.Line(isa.Store($"first{pixel}", "argmaxAt", pixel * Layout.Block));
    }
}
