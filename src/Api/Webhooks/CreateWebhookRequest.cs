namespace Slipway.Api.Webhooks;

/// <summary><c>POST /teams/{team}/webhooks</c>, for team admins (M4).</summary>
public sealed record CreateWebhookRequest
{
    /// <summary>Unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute; its host is a name with a public address (M5).</summary>
    public required string Url { get; init; }

    /// <summary>The <em>name</em> of the team secret that signs; null for no signature.</summary>
    public string? Secret { get; init; }

    /// <summary>The <em>name</em> of the team secret sent as bearer token; null for none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Of <c>X-Wandb-Signature</c>: <c>base64</c> (when left out), <c>hex</c> or <c>sha256=hex</c>.</summary>
    public string? SignatureEncoding { get; init; }

    /// <summary>Further signatures: <c>github</c>; null for none.</summary>
    public IReadOnlyList<string>? Signatures { get; init; }

    /// <summary>Further headers; a value may hold <c>${NAME}</c> of a team secret. Null for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>True when left out.</summary>
    public bool? Enabled { get; init; }
}
