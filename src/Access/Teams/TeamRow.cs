using Slipway.Access.Permissions;

namespace Slipway.Access.Teams;

/// <summary>A team as the actor sees it.</summary>
public sealed record TeamRow
{
    public required TeamId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The actor's role; null for an instance admin who is no member.</summary>
    public Role? Role { get; init; }
}
