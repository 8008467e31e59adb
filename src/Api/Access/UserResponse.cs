namespace Slipway.Api.Access;

/// <summary>A user.</summary>
public sealed record UserResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The user name.</summary>
    public required string Name { get; init; }

    /// <summary>Null when none was given.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the user administers the whole server.</summary>
    public required bool InstanceAdmin { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
