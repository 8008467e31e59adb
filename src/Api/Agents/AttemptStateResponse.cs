namespace Slipway.Api.Agents;

/// <summary>Where an attempt stands.</summary>
public sealed record AttemptStateResponse
{
    /// <summary>The attempt.</summary>
    public required string Id { get; init; }

    /// <summary>Its state.</summary>
    public required string State { get; init; }
}
