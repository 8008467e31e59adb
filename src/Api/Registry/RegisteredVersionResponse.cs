using System.Text.Json;

namespace Slipway.Api.Registry;

/// <summary>A version of a registered model: a link to an artifact version.</summary>
public sealed record RegisteredVersionResponse
{
    /// <summary>Opaque; names the link.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The model's name.</summary>
    public required string RegisteredModel { get; init; }

    /// <summary><c>v0</c>: the registered model's own count.</summary>
    public required string Version { get; init; }

    /// <summary><c>team/project/name:v3</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The artifact version's id.</summary>
    public required string SourceId { get; init; }

    /// <summary><c>wandb-artifact://_id/...</c> of the artifact version, exact for ever.</summary>
    public required string Ref { get; init; }

    /// <summary>Such as <c>model</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The artifact version's; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The artifact version's; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>With <c>latest</c> where it stands; without <c>vN</c>.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Over all files.</summary>
    public required string Digest { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Size { get; init; }

    /// <summary>How many files it holds.</summary>
    public required int FileCount { get; init; }

    /// <summary>Who linked it.</summary>
    public required string LinkedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset LinkedAt { get; init; }
}
