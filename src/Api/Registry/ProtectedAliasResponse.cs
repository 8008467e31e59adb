namespace Slipway.Api.Registry;

/// <summary>An alias that only team admins may put on, move or take off.</summary>
public sealed record ProtectedAliasResponse
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>Who protected it.</summary>
    public required string ProtectedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ProtectedAt { get; init; }
}
