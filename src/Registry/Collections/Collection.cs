namespace Slipway.Registry.Collections;

/// <summary>
/// A numbered sequence of versions: an artifact of a project, or a registered model of a registry (which is a project).
/// </summary>
public sealed record Collection
{
    public required CollectionId Id { get; init; }

    public required long TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>For a registered model, its registry.</summary>
    public required long ProjectId { get; init; }

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

    /// <summary>UTC; when the description, card or tags were last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary><c>team/project/name</c>.</summary>
    public string Path => $"{TeamName}/{ProjectName}/{Name}";

    /// <summary>What to call it before a person.</summary>
    internal string Noun => Kind == CollectionKind.Model ? "registered model" : "artifact";
}
