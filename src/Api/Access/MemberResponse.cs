namespace Slipway.Api.Access;

/// <summary>A member of a team.</summary>
public sealed record MemberResponse
{
    /// <summary>The user's or service account's name.</summary>
    public required string User { get; init; }

    /// <summary><c>user</c> or <c>service</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="TeamRoles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Since { get; init; }
}
