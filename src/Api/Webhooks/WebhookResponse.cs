using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Slipway.Api.Webhooks;

/// <summary>A webhook: its settings and what became of it.</summary>
[Answer]
public sealed record WebhookResponse : WebhookSettings
{
    /// <summary>For a reader of JSON.</summary>
    [JsonConstructor]
    public WebhookResponse()
    {
    }

    /// <summary>With all of the settings; the rest is set beside it.</summary>
    [SetsRequiredMembers]
    public WebhookResponse(WebhookSettings settings)
        : base(settings)
    {
    }

    /// <summary>Opaque.</summary>
    public required string Id { get; init; } = "";

    /// <summary>The team's name.</summary>
    public required string Team { get; init; } = "";

    /// <summary>Why Slipway disabled it; null while enabled or when a person did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>What was odd at save but did not refuse it, such as a DNS time-out; empty for nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The automations that name it.</summary>
    public required IReadOnlyList<UserOfThingResponse> UsedBy { get; init; } = [];

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; } = "";

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
