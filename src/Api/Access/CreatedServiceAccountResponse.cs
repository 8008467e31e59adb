namespace Slipway.Api.Access;

/// <summary>A new service account with its first key, which is shown this once.</summary>
public sealed record CreatedServiceAccountResponse
{
    /// <summary>As given.</summary>
    public required string Name { get; init; }

    /// <summary>As given.</summary>
    public required string Role { get; init; }

    /// <summary>Names the key when it is to be revoked.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key itself; Slipway keeps only a hash.</summary>
    public required string Key { get; init; }
}
