namespace Slipway.Api.Access;

/// <summary>One team that a user belongs to.</summary>
public sealed record MembershipResponse
{
    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>One of <see cref="TeamRoles"/>.</summary>
    public required string Role { get; init; }
}
