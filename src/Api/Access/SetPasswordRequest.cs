namespace Slipway.Api.Access;

/// <summary><c>PUT /users/{user}/password</c>, for instance admins.</summary>
public sealed record SetPasswordRequest
{
    /// <summary>12 to 256 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Without the password, so that a log line cannot hold it.</summary>
    public override string ToString() => "SetPasswordRequest { *** }";
}
