namespace Slipway.Access.Users;

/// <summary>A person with an account.</summary>
public sealed record User
{
    public required UserId Id { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public required bool IsInstanceAdmin { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
