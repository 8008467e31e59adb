namespace Slipway.Api.Webhooks;

/// <summary>The event that a test pretends; whatever is left out is made up.</summary>
public sealed record SampleEventBody
{
    /// <summary>An event type; <c>ADD_ARTIFACT_ALIAS</c> when left out.</summary>
    public string? Type { get; init; }

    /// <summary>The caller when left out.</summary>
    public string? Actor { get; init; }

    /// <summary><c>model-registry</c> when left out.</summary>
    public string? Project { get; init; }

    /// <summary>The collection's name.</summary>
    public string? RegisteredModel { get; init; }

    /// <summary><c>v0</c> when left out.</summary>
    public string? Version { get; init; }

    /// <summary>The alias.</summary>
    public string? Alias { get; init; }

    /// <summary>The tag.</summary>
    public string? Tag { get; init; }
}
