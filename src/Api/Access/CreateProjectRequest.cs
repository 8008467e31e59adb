namespace Slipway.Api.Access;

/// <summary><c>POST /teams/{team}/projects</c>.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>Unique in its team.</summary>
    public required string Name { get; init; }
}
