using Slipway.Access;
using Slipway.Registry.Collections;

namespace Slipway.Registry.Versions;

/// <summary>A version of an artifact, with the names of where it was published.</summary>
public sealed record ArtifactVersion
{
    public required ArtifactVersionId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    public required ProjectId ProjectId { get; init; }

    public required string ProjectName { get; init; }

    /// <summary>The artifact it was published to.</summary>
    public required CollectionId CollectionId { get; init; }

    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>The artifact's type, such as <c>model</c>.</summary>
    public required string Type { get; init; }

    public required ArtifactVersionState State { get; init; }

    /// <summary>The N of <c>vN</c> in its artifact; null unless committed.</summary>
    public int? VersionIndex { get; init; }

    /// <summary>64 hexadecimal digits; equal digests mean equal content.</summary>
    public required string Digest { get; init; }

    /// <summary>The same content as the wandb client digests it, 32 hexadecimal digits; null until committed.</summary>
    public string? DigestMd5 { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    public string? Metadata { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Size { get; init; }

    public required int FileCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Null unless committed.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary><c>team/project/name:v3</c>.</summary>
    /// <exception cref="InvalidOperationException">It has no number yet.</exception>
    public string SourceName => VersionIndex is { } index
        ? $"{TeamName}/{ProjectName}/{Name}:v{index}"
        : throw new InvalidOperationException("Only a committed version has a number.");
}
