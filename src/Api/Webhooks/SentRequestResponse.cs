namespace Slipway.Api.Webhooks;

/// <summary>A request as it went out, secrets masked.</summary>
public sealed record SentRequestResponse
{
    /// <summary>Where it went.</summary>
    public required string Url { get; init; }

    /// <summary>As sent; secrets are <c>***</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The exact body, but for masked secrets.</summary>
    public required string Body { get; init; }
}
