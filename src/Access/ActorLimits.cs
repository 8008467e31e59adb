namespace Slipway.Access;

/// <summary>
/// What the key of a job opens, and nothing else: it writes in one project and reads the artifact versions it was given
/// (M17). An actor with limits holds no role.
/// </summary>
public sealed record ActorLimits
{
    public required TeamId TeamId { get; init; }

    /// <summary>The project it writes in.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>The number of the run it belongs to.</summary>
    public required long Run { get; init; }

    /// <summary>Artifact versions that it reads wherever they stand; the numbers in <c>Artifact:number</c>.</summary>
    public required IReadOnlySet<long> ArtifactVersions { get; init; }
}
