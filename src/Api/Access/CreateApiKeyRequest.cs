namespace Slipway.Api.Access;

/// <summary><c>POST /users/{user}/api-keys</c>.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>What the key is for; null when not said.</summary>
    public string? Description { get; init; }
}
