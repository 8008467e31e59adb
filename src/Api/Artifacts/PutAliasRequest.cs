namespace Slipway.Api.Artifacts;

/// <summary><c>PUT .../aliases/{alias}</c>.</summary>
public sealed record PutAliasRequest
{
    /// <summary><c>v3</c>.</summary>
    public required string Version { get; init; }
}
