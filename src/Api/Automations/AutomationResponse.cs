using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Slipway.Api.Automations;

/// <summary>An automation: its settings and how it stands.</summary>
[Answer]
public sealed record AutomationResponse : AutomationSettings
{
    /// <summary>For a reader of JSON.</summary>
    [JsonConstructor]
    public AutomationResponse()
    {
    }

    /// <summary>With all of the settings; the rest is set beside it.</summary>
    [SetsRequiredMembers]
    public AutomationResponse(AutomationSettings settings)
        : base(settings)
    {
    }

    /// <summary>Opaque.</summary>
    public required string Id { get; init; } = "";

    /// <summary>The team's name.</summary>
    public required string Team { get; init; } = "";

    /// <summary>What it listens on; an answer always says it.</summary>
    public new AutomationScope Scope
    {
        get => base.Scope;
        init => base.Scope = value;
    }

    /// <summary>Why Slipway disabled it; null while enabled or when a person did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>What keeps its action from being carried out for now, such as a queue that no live agent serves, or what an admin should know, such as that whoever saved it left the team; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; } = "";

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
