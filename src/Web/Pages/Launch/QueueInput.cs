using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Launch;

/// <summary>A queue as it stands in a form.</summary>
internal sealed partial class QueueInput
{
    private static readonly QueueDraft Standard = new() { Name = "", Resource = QueueResources.Process };

    public string Name { get; set; } = "";

    public string Resource { get; set; } = QueueResources.Process;

    public string Description { get; set; } = "";

    public int? MaxConcurrency { get; set; }

    public int? MaxQueued { get; set; }

    public int DefaultPriority { get; set; } = Standard.DefaultPriority;

    public string Config { get; set; } = "";

    /// <summary>An object, name to schema.</summary>
    public string Variables { get; set; } = "";

    public int StartTimeout { get; set; } = Standard.StartTimeout;

    public int? RunTimeout { get; set; }

    public int CancelGrace { get; set; } = Standard.CancelGrace;

    public int? MaxWait { get; set; }

    public string Labels { get; set; } = "";

    public string LostPolicy { get; set; } = Standard.LostPolicy;

    public int MaxAttempts { get; set; } = Standard.MaxAttempts;

    public string Allowed { get; set; } = "";

    public string ExternalLinks { get; set; } = "";

    public static QueueInput Of(QueueDraft draft) => new()
    {
        Name = draft.Name,
        Resource = draft.Resource,
        Description = draft.Description ?? "",
        MaxConcurrency = draft.MaxConcurrency,
        MaxQueued = draft.MaxQueued,
        DefaultPriority = draft.DefaultPriority,
        Config = TextOf(draft.Config),
        Variables = draft.TemplateVariables.Count == 0 ? "" : Amounts.Json(
            new JsonObject(draft.TemplateVariables.Select(variable => KeyValuePair.Create(variable.Name, JsonNode.Parse(variable.Schema.GetRawText())))).ToJsonString()),
        StartTimeout = draft.StartTimeout,
        RunTimeout = draft.RunTimeout,
        CancelGrace = draft.CancelGrace,
        MaxWait = draft.MaxWait,
        Labels = string.Join(", ", draft.Labels),
        LostPolicy = draft.LostPolicy,
        MaxAttempts = draft.MaxAttempts,
        Allowed = string.Join(", ", draft.AllowedArguments),
        ExternalLinks = TextOf(draft.ExternalLinks),
    };

    /// <summary>The variables that the configuration names and nobody declares.</summary>
    public IReadOnlyList<string> Undeclared()
    {
        var declared = JsonText.Read(Variables, "templateVariables") is { Refusal: null, Value: { ValueKind: JsonValueKind.Object } known }
            ? known.EnumerateObject().Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        return [.. Placeholder().Matches(Config).Select(match => match.Groups[1].Value).Distinct().Where(name => !declared.Contains(name))];
    }

    /// <summary>Declares them, each as any text.</summary>
    public void Declare(IReadOnlyList<string> names)
    {
        var read = JsonText.Read(Variables, "templateVariables");
        var variables = read is { Refusal: null, Value: { ValueKind: JsonValueKind.Object } known } ? JsonNode.Parse(known.GetRawText())!.AsObject() : [];
        foreach (var name in names)
        {
            variables[name] = new JsonObject { ["type"] = "string" };
        }

        Variables = Amounts.Json(variables.ToJsonString());
    }

    /// <summary>As it may be saved; refused where what is typed cannot be read.</summary>
    /// <param name="before">What stands now, of which the name, the resource and the pause stay; null for a new queue.</param>
    public Outcome<QueueDraft> Read(QueueDraft? before)
    {
        var config = JsonText.Read(Config, "config");
        var links = JsonText.Read(ExternalLinks, "externalLinks");
        var variables = ReadVariables();
        if (config.IsRefused(out var refusal) || links.IsRefused(out refusal) || variables.IsRefused(out refusal))
        {
            return refusal;
        }

        return (before ?? Standard with { Name = Name.Trim(), Resource = Resource }) with
        {
            Description = string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(),
            MaxConcurrency = MaxConcurrency,
            MaxQueued = MaxQueued,
            DefaultPriority = DefaultPriority,
            Config = config.Value,
            TemplateVariables = variables.Value,
            StartTimeout = StartTimeout,
            RunTimeout = RunTimeout,
            CancelGrace = CancelGrace,
            MaxWait = MaxWait,
            Labels = List(Labels),
            LostPolicy = LostPolicy,
            MaxAttempts = MaxAttempts,
            AllowedArguments = List(Allowed),
            ExternalLinks = links.Value,
        };
    }

    private Outcome<TemplateVariableBody[]> ReadVariables()
    {
        var read = JsonText.Read(Variables, "templateVariables");
        if (read.IsRefused(out var refusal))
        {
            return refusal;
        }

        if (read.Value is not { } variables)
        {
            return Array.Empty<TemplateVariableBody>();
        }

        return variables.ValueKind == JsonValueKind.Object
            ? variables.EnumerateObject().Select(variable => new TemplateVariableBody { Name = variable.Name, Schema = variable.Value }).ToArray()
            : Refusal.OfField(ErrorCodes.Invalid, "templateVariables", "This is a JSON object, name to schema.");
    }

    private static string TextOf(JsonElement? json) =>
        json is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? Amounts.Json(given) : "";

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Placeholder();
}
