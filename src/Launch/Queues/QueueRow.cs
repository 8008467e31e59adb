using System.Text.Json;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Queues;

namespace Slipway.Launch.Queues;

/// <summary>A queue as it is stored; two are equal when nothing of it was changed in between.</summary>
internal sealed record QueueRow
{
    private const long Second = 1_000_000;

    public QueueId Id { get; init; }

    public TeamId TeamId { get; init; }

    public string TeamName { get; init; } = "";

    public string Name { get; init; } = "";

    public string Resource { get; init; } = "";

    public string? Description { get; init; }

    public string? Config { get; init; }

    public string TemplateVariables { get; init; } = "[]";

    public int DefaultPriority { get; init; }

    public int? MaxConcurrency { get; init; }

    public int? MaxQueued { get; init; }

    public long StartTimeout { get; init; }

    public long? RunTimeout { get; init; }

    public long CancelGrace { get; init; }

    public long? MaxWait { get; init; }

    public string Labels { get; init; } = "[]";

    public string LostPolicy { get; init; } = "";

    public int MaxAttempts { get; init; }

    public string AllowedArguments { get; init; } = "[]";

    public string? ExternalLinks { get; init; }

    public bool Paused { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public Queue ToQueue() => new()
    {
        Id = Id,
        TeamId = TeamId,
        TeamName = TeamName,
        Draft = new()
        {
            Name = Name,
            Resource = Resource,
            Description = Description,
            Config = Json(Config),
            TemplateVariables = JsonSerializer.Deserialize(TemplateVariables, ApiJson.Default.IReadOnlyListTemplateVariableBody)!,
            DefaultPriority = DefaultPriority,
            MaxConcurrency = MaxConcurrency,
            MaxQueued = MaxQueued,
            StartTimeout = (int)(StartTimeout / Second),
            RunTimeout = (int?)(RunTimeout / Second),
            CancelGrace = (int)(CancelGrace / Second),
            MaxWait = (int?)(MaxWait / Second),
            Labels = JsonSerializer.Deserialize<string[]>(Labels)!,
            LostPolicy = LostPolicy,
            MaxAttempts = MaxAttempts,
            AllowedArguments = JsonSerializer.Deserialize<string[]>(AllowedArguments)!,
            ExternalLinks = Json(ExternalLinks),
            Paused = Paused,
        },
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>The parameters of the statements that write a queue.</summary>
    public static object Arguments(Team team, QueueDraft draft, QueueId id, string by) => new
    {
        id,
        team = team.Id,
        teamName = team.Name,
        draft.Name,
        draft.Resource,
        draft.Description,
        config = Text(draft.Config),
        templateVariables = JsonSerializer.Serialize(draft.TemplateVariables, ApiJson.Default.IReadOnlyListTemplateVariableBody),
        draft.DefaultPriority,
        draft.MaxConcurrency,
        draft.MaxQueued,
        startTimeout = draft.StartTimeout * Second,
        runTimeout = draft.RunTimeout * Second,
        cancelGrace = draft.CancelGrace * Second,
        maxWait = draft.MaxWait * Second,
        labels = JsonSerializer.Serialize(draft.Labels),
        draft.LostPolicy,
        draft.MaxAttempts,
        allowedArguments = JsonSerializer.Serialize(draft.AllowedArguments),
        externalLinks = Text(draft.ExternalLinks),
        draft.Paused,
        by,
    };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private static string? Text(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } some ? some.GetRawText() : null;
}
