using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Slipway.ServerTests.Guide;

/// <summary>The guide's GitHub workflow, read as GitHub reads it.</summary>
internal sealed partial class WorkflowFile
{
    private readonly YamlMappingNode _root;

    private WorkflowFile(YamlMappingNode root) => _root = root;

    /// <summary>The event types that start it.</summary>
    public IReadOnlyList<string> Types =>
        [.. ((YamlSequenceNode)At(_root, "on", "repository_dispatch", "types")).Children.Select(type => ((YamlScalarNode)type).Value!)];

    /// <summary>The names that it takes out of the client payload.</summary>
    public IReadOnlyList<string> PayloadNames =>
        [.. Environment.Values.Select(value => Expression().Match(value)).Select(match => match.Groups[1].Value)];

    /// <summary>Whether a run that starts cancels the one before it.</summary>
    public string CancelInProgress => ((YamlScalarNode)At(_root, "concurrency", "cancel-in-progress")).Value!;

    private IReadOnlyDictionary<string, string> Environment => TextOf((YamlMappingNode)At(_root, "jobs", "deploy", "env"));

    public static WorkflowFile Parse(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return new WorkflowFile((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>The script of the step whose name begins so.</summary>
    public string ScriptOf(string step) =>
        ((YamlSequenceNode)At(_root, "jobs", "deploy", "steps")).Children.Cast<YamlMappingNode>().Select(TextOf)
            .Single(fields => fields["name"].StartsWith(step, StringComparison.Ordinal))["run"];

    /// <summary>When the step whose name begins so is run.</summary>
    public string ConditionOf(string step) =>
        ((YamlSequenceNode)At(_root, "jobs", "deploy", "steps")).Children.Cast<YamlMappingNode>().Select(TextOf)
            .Single(fields => fields["name"].StartsWith(step, StringComparison.Ordinal))["if"];

    /// <summary>The group whose runs follow each other, for a dispatch of that type.</summary>
    public string ConcurrencyGroupFor(string eventType, IReadOnlyDictionary<string, string> clientPayload) =>
        Expression().Replace(((YamlScalarNode)At(_root, "concurrency", "group")).Value!, match => clientPayload[match.Groups[1].Value])
            .Replace("${{ github.event.action }}", eventType, StringComparison.Ordinal);

    /// <summary>The job's environment, its expressions replaced as GitHub replaces them; an unknown one is empty there.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentFor(IReadOnlyDictionary<string, string> clientPayload) =>
        Environment.ToDictionary(pair => pair.Key, pair => Expression().Replace(pair.Value, match => clientPayload.GetValueOrDefault(match.Groups[1].Value, "")));

    private static YamlNode At(YamlNode node, params string[] path) =>
        path.Aggregate(node, (inner, key) => ((YamlMappingNode)inner).Children[new YamlScalarNode(key)]);

    private static Dictionary<string, string> TextOf(YamlMappingNode node) =>
        node.Children.Where(pair => pair.Value is YamlScalarNode).ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!);

    [GeneratedRegex(@"\$\{\{\s*github\.event\.client_payload\.(\w+)\s*\}\}")]
    private static partial Regex Expression();
}
