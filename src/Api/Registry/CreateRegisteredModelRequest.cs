namespace Slipway.Api.Registry;

/// <summary><c>POST /teams/{team}/registry/models</c>.</summary>
public sealed record CreateRegisteredModelRequest
{
    /// <summary>Unique in its registry.</summary>
    public required string Name { get; init; }

    /// <summary>The artifact type it takes; <c>model</c> when left out.</summary>
    public string? Type { get; init; }

    /// <summary>What it is, in a few lines; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
