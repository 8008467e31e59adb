namespace Slipway.Api.Access;

/// <summary><c>PUT /teams/{team}/members/{user}</c>.</summary>
public sealed record PutMemberRequest
{
    /// <summary>One of <see cref="TeamRoles"/>.</summary>
    public required string Role { get; init; }
}
