using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Launch;

/// <summary>A queue as it stands in a form: its settings, and as text what one types as text.</summary>
internal sealed partial class QueueInput
{
    /// <summary>All but what has a text of its own below.</summary>
    public QueueSettings Settings { get; set; } = new() { Name = "", Resource = QueueResource.Process };

    public string Config { get; set; } = "";

    /// <summary>An object, name to schema.</summary>
    public string Variables { get; set; } = "";

    public string Labels { get; set; } = "";

    public string Allowed { get; set; } = "";

    public string ExternalLinks { get; set; } = "";

    public static QueueInput Of(QueueSettings settings) => new()
    {
        Settings = settings,
        Config = TextOf(settings.Config),
        Variables = settings.TemplateVariables.Count == 0 ? "" : Amounts.Json(
            new JsonObject(settings.TemplateVariables.Select(variable => KeyValuePair.Create(variable.Name, JsonNode.Parse(variable.Schema.GetRawText())))).ToJsonString()),
        Labels = string.Join(", ", settings.Labels),
        Allowed = string.Join(", ", settings.AllowedArguments),
        ExternalLinks = TextOf(settings.ExternalLinks),
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
    public Outcome<QueueSettings> Read()
    {
        var config = JsonText.Read(Config, "config");
        var links = JsonText.Read(ExternalLinks, "externalLinks");
        var variables = ReadVariables();
        if (config.IsRefused(out var refusal) || links.IsRefused(out refusal) || variables.IsRefused(out refusal))
        {
            return refusal;
        }

        return Settings with
        {
            Name = Settings.Name.Trim(),
            Description = string.IsNullOrWhiteSpace(Settings.Description) ? null : Settings.Description.Trim(),
            Config = config.Value,
            TemplateVariables = variables.Value,
            Labels = List(Labels),
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
