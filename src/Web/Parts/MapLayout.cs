namespace Slipway.Web.Parts;

/// <summary>Places things in columns, from what came first on the left to what came of it. Pure.</summary>
internal sealed class MapLayout
{
    public const int NodeWidth = 214;
    public const int NodeHeight = 48;
    private const int GapAcross = 54;
    private const int GapDown = 14;
    private const int Margin = 6;

    private readonly Dictionary<string, (int X, int Y)> _places = new(StringComparer.Ordinal);

    public MapLayout(MapDrawing drawing)
    {
        var columns = Columns(drawing);
        var most = columns.Count == 0 ? 0 : columns.Max(column => column.Count);
        Height = (2 * Margin) + Math.Max(NodeHeight, (most * (NodeHeight + GapDown)) - GapDown);
        Width = (2 * Margin) + Math.Max(NodeWidth, (columns.Count * (NodeWidth + GapAcross)) - GapAcross);
        for (var column = 0; column < columns.Count; column++)
        {
            var top = (Height - ((columns[column].Count * (NodeHeight + GapDown)) - GapDown)) / 2;
            for (var row = 0; row < columns[column].Count; row++)
            {
                _places[columns[column][row]] = (Margin + (column * (NodeWidth + GapAcross)), top + (row * (NodeHeight + GapDown)));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The upper left corner of a thing.</summary>
    public (int X, int Y) PlaceOf(string id) => _places[id];

    /// <summary>The line of a step, as SVG draws it; null when one end is not on the map.</summary>
    public string? LineOf(MapEdge edge)
    {
        if (!_places.TryGetValue(edge.From, out var from) || !_places.TryGetValue(edge.To, out var to))
        {
            return null;
        }

        var (x1, y1, x2, y2) = (from.X + NodeWidth, from.Y + (NodeHeight / 2), to.X, to.Y + (NodeHeight / 2));
        var middle = (x1 + x2) / 2;
        return FormattableString.Invariant($"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}");
    }

    private static List<List<string>> Columns(MapDrawing drawing)
    {
        var depth = drawing.Nodes.ToDictionary(node => node.Id, _ => 0, StringComparer.Ordinal);
        var edges = drawing.Edges.Where(edge => depth.ContainsKey(edge.From) && depth.ContainsKey(edge.To) && edge.From != edge.To).ToArray();

        // Each thing right of what it came of. A circle would push on for ever: the rounds are counted.
        var moved = true;
        for (var round = 0; moved && round < Math.Min(drawing.Nodes.Count, 12); round++)
        {
            moved = false;
            foreach (var edge in edges.Where(edge => depth[edge.To] <= depth[edge.From]))
            {
                depth[edge.To] = depth[edge.From] + 1;
                moved = true;
            }
        }

        var columns = drawing.Nodes.GroupBy(node => depth[node.Id]).OrderBy(column => column.Key)
            .Select(column => column.Select(node => node.Id).ToList()).ToList();

        // In the order of what they came of, so that lines cross less.
        var row = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var column = 0; column < columns.Count; column++)
        {
            columns[column] = [.. columns[column].OrderBy(id => edges.Where(edge => edge.To == id && row.ContainsKey(edge.From)).Select(edge => row[edge.From]).DefaultIfEmpty(-1).Average())];
            foreach (var (id, index) in columns[column].Select((id, index) => (id, index)))
            {
                row[id] = index;
            }
        }

        return columns;
    }
}
