namespace Slipway.Api.Access;

/// <summary><c>POST /teams/{team}/service-accounts</c>.</summary>
public sealed record CreateServiceAccountRequest
{
    /// <summary>Shares one namespace with users and teams.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="TeamRoles"/>.</summary>
    public required string Role { get; init; }
}
