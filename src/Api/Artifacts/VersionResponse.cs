using System.Text.Json;

namespace Slipway.Api.Artifacts;

/// <summary>A version of an artifact.</summary>
public sealed record VersionResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The artifact's name.</summary>
    public required string Artifact { get; init; }

    /// <summary>Such as <c>model</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>v3</c>; null while pending.</summary>
    public string? Version { get; init; }

    /// <summary>One of <see cref="VersionStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>As published; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>With <c>latest</c> where it stands; without <c>vN</c>.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Over all files; equal digests mean equal content. Null while pending.</summary>
    public string? Digest { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Size { get; init; }

    /// <summary>How many files it holds.</summary>
    public required int FileCount { get; init; }

    /// <summary><c>wandb-artifact://_id/...</c>, which names exactly this version for ever; null while pending.</summary>
    public string? Ref { get; init; }

    /// <summary>The registered models it is linked to.</summary>
    public required IReadOnlyList<LinkedToResponse> LinkedTo { get; init; }

    /// <summary>Who published it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
