using Slipway.Registry.Collections;

namespace Slipway.Registry.Aliases;

/// <summary>The version that an alias is to stand on, and how things are with that alias now.</summary>
internal sealed record AliasTarget
{
    public required MembershipId Id { get; init; }

    public required CollectionId CollectionId { get; init; }

    public required ArtifactVersionId ArtifactVersionId { get; init; }

    public required int VersionIndex { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The version on which the alias stands now; null for none.</summary>
    public int? HeldIndex { get; init; }

    public required bool IsProtected { get; init; }

    public Membership Member => new()
    {
        Id = Id,
        CollectionId = CollectionId,
        ArtifactVersionId = ArtifactVersionId,
        VersionIndex = VersionIndex,
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
    };
}
