namespace Slipway.Api.Access;

/// <summary><c>POST /teams</c>: the creator becomes its admin.</summary>
public sealed record CreateTeamRequest
{
    /// <summary>Shares one namespace with users.</summary>
    public required string Name { get; init; }
}
