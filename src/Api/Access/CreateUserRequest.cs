namespace Slipway.Api.Access;

/// <summary><c>POST /users</c>, for instance admins.</summary>
public sealed record CreateUserRequest
{
    /// <summary>Shares one namespace with teams.</summary>
    public required string Name { get; init; }

    /// <summary>May be left out.</summary>
    public string? Email { get; init; }

    /// <summary>For the web app; without one the user signs in by API key only.</summary>
    public string? Password { get; init; }
}
