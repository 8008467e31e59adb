using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Commands;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary>An automation as typed: by options, or whole in a file.</summary>
internal sealed class AutomationDefinition
{
    // What 'automation show' prints and the server does not take.
    private static readonly string[] AnsweredOnly =
        ["id", "team", "disabledReason", "warning", "createdBy", "createdAt", "updatedAt"];

    // A misspelt field must not be lost in silence.
    private static readonly ApiJson Strict = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    private readonly Option<string?> _file = Text("--file", "The whole automation as JSON, as the REST API takes it", "FILE");
    private readonly Option<string?> _event = EventOption();
    private readonly Option<string?> _model = Text("--model", "Only this registered model; else the whole registry", "MODEL");
    private readonly Option<string?> _artifact = Text("--artifact", "With CREATE_ARTIFACT: only this artifact", "PROJECT/ARTIFACT");
    private readonly Option<string?> _artifactsOf = Text("--artifacts-of", "With CREATE_ARTIFACT: every artifact of this project", "PROJECT");
    private readonly Option<string?> _alias = Text("--alias-pattern", "Only aliases that match, such as ^prod", "REGEX");
    private readonly Option<string?> _tag = Text("--tag-pattern", "Only tags that match", "REGEX");
    private readonly Option<string?> _webhook = Text("--webhook", "The webhook to send to", "NAME");
    private readonly RunEventArguments _runs = new();
    private readonly LaunchArguments _launch = new();
    private readonly Option<string?> _description = Text("--description", "What it is for", "TEXT");
    private readonly Option<bool> _disabled = new("--disabled") { Description = "Create it disabled" };
    private readonly PayloadArguments _payload = new();

    public Command AddTo(Command command) => command
        .With(_event, _model, _artifact, _artifactsOf, _alias, _tag)
        .With(_runs.Symbols)
        .With(_webhook)
        .With(_payload.Symbols)
        .With(_launch.Symbols)
        .With(_description, _disabled, _file);

    /// <summary>The automation that was typed, under this name; null takes the file's name for it.</summary>
    public AutomationSettings Read(ParseResult parsed, string? name)
    {
        if (parsed.GetValue(_file) is { } file)
        {
            return ReadFile(file, name);
        }

        return new AutomationSettings
        {
            Name = name ?? "preview",
            Description = parsed.GetValue(_description),
            Enabled = !parsed.GetValue(_disabled),
            Scope = _runs.ReadScope(parsed) ?? ReadScope(parsed),
            Event = ReadEvent(parsed),
            Action = ReadAction(parsed),
        };
    }

    private AutomationScope ReadScope(ParseResult parsed)
    {
        var (model, artifact, project) = (parsed.GetValue(_model), parsed.GetValue(_artifact), parsed.GetValue(_artifactsOf));
        if (new[] { model, artifact, project }.Count(static given => given is not null) > 1)
        {
            throw new UsageException("give one of --model, --artifact and --artifacts-of: an automation listens in one place.");
        }

        return model is not null ? AutomationScope.OfModel(model)
            : artifact is not null ? new AutomationScope { Type = ScopeType.Artifact, Name = artifact }
            : project is not null ? new AutomationScope { Type = ScopeType.Project, Name = project }
            : parsed.GetValue(_event) is EventTypes.WebhookDisabled or EventTypes.WorkSetAside ? new AutomationScope { Type = ScopeType.Team }
            : AutomationScope.Registry;
    }

    private AutomationEventType ReadType(ParseResult parsed)
    {
        var word = parsed.GetValue(_event)
            ?? throw new UsageException($"which event? Give --event {EventTypes.AddArtifactAlias}, --on-run-state, --on-metric, or --file.");
        return EnumWords.Find<AutomationEventType>(word) ?? throw new UsageException($"--event is {EnumWords.Choice<AutomationEventType>()}.");
    }

    private AutomationEvent ReadEvent(ParseResult parsed)
    {
        var runs = _runs.ReadEvent(parsed);
        if (runs is not null && (parsed.GetValue(_event) ?? parsed.GetValue(_model) ?? parsed.GetValue(_artifact) ?? parsed.GetValue(_artifactsOf) ?? parsed.GetValue(_alias) ?? parsed.GetValue(_tag)) is not null)
        {
            throw new UsageException("events of runs stand by themselves: leave out --event, --model, --artifact, --artifacts-of and the patterns.");
        }

        return runs ?? new AutomationEvent
        {
            Type = ReadType(parsed),
            AliasPattern = parsed.GetValue(_alias),
            TagPattern = parsed.GetValue(_tag),
        };
    }

    private AutomationAction ReadAction(ParseResult parsed)
    {
        var payload = _payload.ReadText(parsed);
        if (_launch.Read(parsed) is { } launch)
        {
            return parsed.GetValue(_webhook) is null && payload is null
                ? launch
                : throw new UsageException("give a webhook, or a job and its queue: an automation does one thing.");
        }

        return new WebhookAction
        {
            Webhook = parsed.GetValue(_webhook)
                ?? throw new UsageException("what shall it do? Give --webhook NAME, or --queue NAME --job JOB --project NAME, or --file."),
            Payload = payload,
        };
    }

    private static AutomationSettings ReadFile(string file, string? name)
    {
        var read = MetadataArguments.ReadObject(file);
        foreach (var answered in AnsweredOnly)
        {
            read.Remove(answered);
        }

        if (name is not null)
        {
            read["name"] = name;
        }

        if (read["enabled"] is null)
        {
            // Null is the default, as for the server.
            read.Remove("enabled");
        }

        try
        {
            var settings = JsonSerializer.Deserialize(read.ToJsonString(), Strict.AutomationSettings)!;
            var unknown = settings.Event.Type == AutomationEventType.Unknown ? $"its event is {EnumWords.Choice<AutomationEventType>()}"
                : settings.Scope.Type == ScopeType.Unknown ? $"its scope is {EnumWords.Choice<ScopeType>()}"
                : settings.Action is UnknownAction ? $"its action is {WebhookAction.Word} or {LaunchAction.Word}, with the fields of that one alone"
                : null;
            return unknown is null ? settings : throw new UsageException($"'{file}' is no automation: {unknown}.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{file}' is no automation: {e.Message}");
        }
    }

    private static Option<string?> EventOption()
    {
        var option = Text("--event", "The event to wait for, such as ADD_ARTIFACT_ALIAS, LINK_ARTIFACT or WEBHOOK_DISABLED", "TYPE");
        option.CompletionSources.Add(
            EventTypes.LinkArtifact,
            EventTypes.UnlinkArtifact,
            EventTypes.AddArtifactAlias,
            EventTypes.RemoveArtifactAlias,
            EventTypes.AddArtifactTag,
            EventTypes.RemoveArtifactTag,
            EventTypes.AddCollectionTag,
            EventTypes.RemoveCollectionTag,
            EventTypes.CreateCollection,
            EventTypes.DeleteCollection,
            EventTypes.CreateArtifact,
            EventTypes.WebhookDisabled,
            EventTypes.WorkSetAside);
        return option;
    }
}
