namespace Slipway.Api.Access;

/// <summary>A team.</summary>
public sealed record TeamResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Name { get; init; }

    /// <summary>The caller's role, one of <see cref="TeamRoles"/>; null for an instance admin who is no member.</summary>
    public string? Role { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
