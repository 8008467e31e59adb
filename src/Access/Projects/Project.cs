namespace Slipway.Access.Projects;

/// <summary>A namespace of artifacts in a team.</summary>
public sealed record Project
{
    public required ProjectId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
