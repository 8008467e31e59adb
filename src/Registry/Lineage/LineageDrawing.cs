using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Runs.Artifacts;

namespace Slipway.Registry.Lineage;

/// <summary>A graph in the making: each thing once, the version that was asked for first.</summary>
internal sealed class LineageDrawing
{
    private readonly List<LineageNode> _nodes = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<LineageEdge> _edges = [];
    private readonly LineageNode _origin;
    private readonly string _type;

    public LineageDrawing(ArtifactVersion source)
    {
        _type = source.Type;
        _origin = Add(NodeOf(source));
    }

    public LineageGraph Graph => new(_nodes, _edges);

    public void AddLinks(IEnumerable<VersionLink> links)
    {
        foreach (var link in links)
        {
            var node = Add(new LineageNode($"registeredVersion:{link.MembershipId}", LineageNodeKind.RegisteredVersion, link.Reference, _type));
            _edges.Add(new LineageEdge(_origin.Id, node.Id, LineageEdgeKind.Link));
        }
    }

    public void AddUse(RunName run, ArtifactVersion version, UseKind use)
    {
        var node = Add(new LineageNode($"run:{run.Id}", LineageNodeKind.Run, run.Path, Type: null));
        var other = Add(NodeOf(version));
        _edges.Add(use == UseKind.Output
            ? new LineageEdge(node.Id, other.Id, LineageEdgeKind.Output)
            : new LineageEdge(other.Id, node.Id, LineageEdgeKind.Input));
    }

    private LineageNode Add(LineageNode node)
    {
        if (_known.Add(node.Id))
        {
            _nodes.Add(node);
        }
        return node;
    }

    private static LineageNode NodeOf(ArtifactVersion version) =>
        new($"artifactVersion:{version.Id}", LineageNodeKind.ArtifactVersion, version.SourceName, version.Type);
}
