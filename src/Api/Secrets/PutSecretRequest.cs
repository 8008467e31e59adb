namespace Slipway.Api.Secrets;

/// <summary><c>PUT /teams/{team}/secrets/{NAME}</c>.</summary>
public sealed record PutSecretRequest
{
    /// <summary>Never comes back out (M9).</summary>
    public required string Value { get; init; }

    /// <summary>Without the value, so that a log line cannot hold it.</summary>
    public override string ToString() => "PutSecretRequest { Value = *** }";
}
