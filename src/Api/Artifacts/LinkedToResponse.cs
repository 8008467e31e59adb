namespace Slipway.Api.Artifacts;

/// <summary>Where an artifact version is linked to.</summary>
public sealed record LinkedToResponse
{
    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The model's name.</summary>
    public required string RegisteredModel { get; init; }

    /// <summary>Its version there: <c>v0</c>.</summary>
    public required string Version { get; init; }
}
