using Slipway.Api.Events;

namespace Slipway.Api.Automations;

/// <summary>An event that would match.</summary>
public sealed record PreviewMatchResponse
{
    /// <summary>The event.</summary>
    public required EventResponse Event { get; init; }

    /// <summary>The rendered body or overrides, secrets masked; null when it could not be rendered, and when it was left out.</summary>
    public string? Payload { get; init; }

    /// <summary>Why it could not be rendered; null when it was.</summary>
    public string? Error { get; init; }
}
