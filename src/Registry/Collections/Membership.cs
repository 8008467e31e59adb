using Slipway.Access;

namespace Slipway.Registry.Collections;

/// <summary>An artifact version's place in one collection: its number there.</summary>
public sealed record Membership
{
    public required MembershipId Id { get; init; }

    public required CollectionId CollectionId { get; init; }

    public required ArtifactVersionId ArtifactVersionId { get; init; }

    /// <summary>The N of <c>vN</c>, from 0; never given twice in a collection.</summary>
    public required int VersionIndex { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who committed or linked it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Who linked a version of another team, which counts while they could still do so; null for a version of the same team.</summary>
    public UserId? LinkedBy { get; init; }

    /// <summary><c>v3</c>.</summary>
    public string Version => VersionReference.Text(VersionIndex);
}
