using Slipway.Access;
using Slipway.Access.Audit;

namespace Slipway.Registry.Collections;

/// <summary>
/// A numbered sequence of versions: an artifact of a project, or a registered model of a registry (which is a project).
/// </summary>
public sealed record Collection
{
    public required CollectionId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>For a registered model, its registry.</summary>
    public required ProjectId ProjectId { get; init; }

    public required string ProjectName { get; init; }

    public required CollectionKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>What its versions are (<c>model</c>, <c>dataset</c>, ...); fixed at creation.</summary>
    public required string Type { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC; when its text or tags were last changed, or a version was added.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary><c>team/project/name</c>.</summary>
    public string Path => $"{TeamName}/{ProjectName}/{Name}";

    /// <summary>The team, as the audit trail names it.</summary>
    internal AuditedTeam AuditedTeam => new(TeamId, TeamName);
}
