namespace Slipway.Api.Access;

/// <summary>A new API key: the only time that it is shown.</summary>
public sealed record CreatedApiKeyResponse
{
    /// <summary>Names the key when it is to be revoked.</summary>
    public required string Id { get; init; }

    /// <summary>The key itself; Slipway keeps only a hash.</summary>
    public required string Key { get; init; }

    /// <summary>As given.</summary>
    public string? Description { get; init; }
}
