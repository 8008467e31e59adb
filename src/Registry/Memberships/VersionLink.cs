using Slipway.Access;
using Slipway.Registry.Collections;

namespace Slipway.Registry.Memberships;

/// <summary>A registered model to which an artifact version is linked.</summary>
public sealed record VersionLink
{
    public required ArtifactVersionId ArtifactVersionId { get; init; }

    public required MembershipId MembershipId { get; init; }

    public required CollectionId CollectionId { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>The registry.</summary>
    public required string ProjectName { get; init; }

    /// <summary>The registered model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The N of its <c>vN</c> there.</summary>
    public required int VersionIndex { get; init; }

    /// <summary>Who linked a version of another team; null for one of the same team.</summary>
    public UserId? LinkedBy { get; init; }

    /// <summary><c>team/model-registry/Model:v0</c>.</summary>
    public string Reference => $"{TeamName}/{ProjectName}/{Model}:{VersionReference.Text(VersionIndex)}";
}
