namespace StaticNet;

/// <summary>
/// What stands in a rank: a box, or the point at which an edge over several ranks passes. <see cref="Above"/> and <see cref="Below"/>
/// are neighbours in the adjoining ranks.
/// </summary>
internal sealed class DrawnVertex(int rank, int? box, double width)
{
    public int Rank => rank;

    /// <summary>The box; null for a point of an edge.</summary>
    public int? Box => box;

    public double Width => width;

    public List<DrawnVertex> Above { get; } = [];

    public List<DrawnVertex> Below { get; } = [];

    /// <summary>The middle, in pixels.</summary>
    public double X { get; set; }
}

/// <summary>
/// The boxes in ranks: every box below all that it reads (the longest way from the input decides). Within a rank the order
/// is that of a walk along the branches as they are written, so that branches which come together again do not cross.
/// </summary>
internal sealed class DrawnRanks
{
    private const double PointWidth = 10;

    private DrawnRanks(int count) => Ranks = [.. Enumerable.Range(0, count).Select(static _ => new List<DrawnVertex>())];

    /// <summary>Per rank, from left to right.</summary>
    public List<List<DrawnVertex>> Ranks { get; }

    /// <summary>Every edge as its vertices from the box that is read to the box that reads.</summary>
    public List<List<DrawnVertex>> Edges { get; } = [];

    public static DrawnRanks Of(List<DrawnBox> boxes)
    {
        int[] ranks = new int[boxes.Count];
        var users = new List<int>[boxes.Count];
        for (int box = 0; box < boxes.Count; box++)
        {
            users[box] = [];
            foreach (int input in boxes[box].Inputs)
            {
                ranks[box] = Math.Max(ranks[box], ranks[input] + 1);
                users[input].Add(box);
            }
        }

        var result = new DrawnRanks(ranks.Max() + 1);
        var vertices = new DrawnVertex?[boxes.Count];
        DrawnVertex Vertex(int box)
        {
            if (vertices[box] is null)
            {
                vertices[box] = new DrawnVertex(ranks[box], box, boxes[box].Width);
                result.Ranks[ranks[box]].Add(vertices[box]!);
            }

            return vertices[box]!;
        }

        // Depth first without recursion: a network may have thousands of layers.
        var open = new Stack<(int From, int To)>();
        Vertex(0);
        PushEdges(0);
        while (open.TryPop(out (int From, int To) edge))
        {
            bool isNew = vertices[edge.To] is null;
            List<DrawnVertex> way = [Vertex(edge.From)];
            for (int rank = ranks[edge.From] + 1; rank < ranks[edge.To]; rank++)
            {
                way.Add(new DrawnVertex(rank, null, PointWidth));
                result.Ranks[rank].Add(way[^1]);
            }

            way.Add(Vertex(edge.To));
            for (int i = 1; i < way.Count; i++)
            {
                way[i - 1].Below.Add(way[i]);
                way[i].Above.Add(way[i - 1]);
            }

            result.Edges.Add(way);
            if (isNew)
            {
                PushEdges(edge.To);
            }
        }

        return result;

        void PushEdges(int box)
        {
            for (int i = users[box].Count - 1; i >= 0; i--)
            {
                open.Push((box, users[box][i]));
            }
        }
    }
}
