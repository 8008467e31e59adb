namespace Slipway.Api.Access;

/// <summary>An API key in a list; never the key itself.</summary>
public sealed record ApiKeyResponse
{
    /// <summary>Names the key when it is to be revoked.</summary>
    public required string Id { get; init; }

    /// <summary>As given; null when none was.</summary>
    public string? Description { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC, to the minute; null when never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
