using Slipway.Access.Permissions;

namespace Slipway.Access.Teams;

/// <summary>A member of a team.</summary>
public sealed record MemberRow
{
    public required UserId Id { get; init; }

    public required string Name { get; init; }

    public required ActorKind Kind { get; init; }

    public required Role Role { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
