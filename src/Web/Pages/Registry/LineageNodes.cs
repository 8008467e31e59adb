using Microsoft.Extensions.Localization;
using Slipway.Api.Automations;
using Slipway.Automations.Executions;
using Slipway.Registry.Lineage;
using Slipway.Storage;
using Slipway.Web.Frame;
using Slipway.Web.Parts;
using Slipway.Web.Texts;

namespace Slipway.Web.Pages.Registry;

/// <summary>The lineage of a version of a registered model, and what its events set going, as one drawing.</summary>
internal static class LineageNodes
{
    public static MapDrawing Of(ModelVersionView view, string team, IStringLocalizer<Words> words)
    {
        var nodes = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        var edges = view.Graph.Edges.Select(edge => new MapEdge(edge.From, edge.To)).ToList();
        var here = $"{view.Version.Collection.Path}:{view.Version.Member.Version}";
        foreach (var node in view.Graph.Nodes)
        {
            nodes[node.Id] = NodeOf(node, node.Name == here && node.Kind == LineageNodeKind.RegisteredVersion, words);
        }

        var runs = view.Graph.Nodes.Where(node => node.Kind == LineageNodeKind.Run).ToDictionary(node => node.Name, node => node.Id, StringComparer.Ordinal);
        var from = nodes.Values.FirstOrDefault(node => node.IsHere)?.Id;
        foreach (var answer in view.Answers.Reverse())
        {
            AddAnswer(answer);
        }

        return new MapDrawing([.. nodes.Values], edges);

        void AddAnswer(Answer answer)
        {
            var happened = $"event:{answer.Event.Id.Value}";
            if (nodes.TryAdd(happened, new MapNode(happened, words["Event"], EventTitle(answer, words), Address: null)) && from is not null)
            {
                edges.Add(new MapEdge(from, happened));
            }

            var execution = $"execution:{answer.Execution.Id}";
            var state = EnumText.Of(answer.Execution.State);
            nodes[execution] = new MapNode(execution, $"{words["Automation"].Value} · {words[StateWord(state)].Value}", answer.Automation.Name,
                Site.Execution(team, answer.Automation.Name, answer.Execution.Id.ToString()));
            edges.Add(new MapEdge(happened, execution));
            if (answer.Execution.DeliveryId is { } delivery)
            {
                var id = $"delivery:{delivery}";
                nodes[id] = new MapNode(id, words["Delivery"], (answer.Automation.Settings.Action as WebhookAction)?.Webhook ?? delivery.ToString()!, Site.Delivery(team, delivery.ToString()!));
                edges.Add(new MapEdge(execution, id));
            }

            if (answer.Execution.Run is { } run)
            {
                var id = runs.GetValueOrDefault(run) ?? $"run:{run}";
                nodes.TryAdd(id, new MapNode(id, words["Run"], run, RunAddress(run)));
                edges.Add(new MapEdge(execution, id));
            }
            else if (answer.Execution.ItemId is { } item)
            {
                var id = $"item:{item}";
                nodes[id] = new MapNode(id, words["Queue item"], item.ToString()!, Site.Item(team, item.ToString()!));
                edges.Add(new MapEdge(execution, id));
            }
        }
    }

    private static MapNode NodeOf(LineageNode node, bool isHere, IStringLocalizer<Words> words) => node.Kind switch
    {
        LineageNodeKind.Run => new MapNode(node.Id, words["Run"], node.Name, RunAddress(node.Name)),
        LineageNodeKind.RegisteredVersion => new MapNode(node.Id, words["Registered version"], node.Name, VersionAddress(node.Name, isRegistered: true), isHere),
        _ => new MapNode(node.Id, $"{words["Artifact"].Value} · {node.Type}", node.Name, VersionAddress(node.Name, isRegistered: false)),
    };

    private static string EventTitle(Answer answer, IStringLocalizer<Words> words) =>
        words[EventNames.Of(answer.Event.Type)].Value + ((answer.Event.Alias ?? answer.Event.Tag) is { } name ? $": {name}" : "");

    private static string StateWord(string state) => char.ToUpperInvariant(state[0]) + state[1..].Replace('_', ' ');

    // team/project/name:v3; names hold neither sign.
    private static string? VersionAddress(string name, bool isRegistered)
    {
        var parts = name.Split('/', ':');
        return parts.Length != 4 ? null : isRegistered ? Site.ModelVersion(parts[0], parts[2], parts[3]) : Site.Artifact(parts[0], parts[1], parts[2], parts[3]);
    }

    private static string? RunAddress(string path) =>
        path.Split('/') is [var team, var project, var run] ? Site.Run(team, project, run) : null;
}
