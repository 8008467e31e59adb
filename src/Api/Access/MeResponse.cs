namespace Slipway.Api.Access;

/// <summary>Who the caller is.</summary>
public sealed record MeResponse
{
    /// <summary>The user name, which is also the name of the user's default entity.</summary>
    public required string Name { get; init; }

    /// <summary><c>user</c> or <c>service</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The address given at creation; null for service accounts.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the caller administers the whole server.</summary>
    public required bool InstanceAdmin { get; init; }

    /// <summary>The teams the caller belongs to, by name.</summary>
    public required IReadOnlyList<MembershipResponse> Teams { get; init; }
}
