using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

/// <summary>What a person decides about a webhook (M4).</summary>
public sealed record WebhookDraft
{
    /// <summary>Unique in its team; rule in wandb-behaviour 4.1.</summary>
    public required string Name { get; init; }

    /// <summary>Where it posts to.</summary>
    public required string Url { get; init; }

    /// <summary>Name of the team secret that signs; null for no signature.</summary>
    public string? Secret { get; init; }

    /// <summary>Name of the team secret that is sent as bearer token; null for none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Of <c>X-Wandb-Signature</c>.</summary>
    public SignatureEncoding SignatureEncoding { get; init; } = SignatureEncoding.Base64;

    /// <summary>Also sends <c>X-Hub-Signature-256</c>.</summary>
    public bool GitHubSignature { get; init; }

    /// <summary>Further headers by name; a value may hold <c>${NAME}</c> of a team secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>False holds its deliveries.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Every team secret that it names: to sign, as token, in headers.</summary>
    public IReadOnlyCollection<string> SecretNames =>
        [.. ((string?[])[Secret, AccessToken]).OfType<string>().Concat(Headers.Values.SelectMany(value => HeaderTemplate.Parse(value).SecretNames)).Distinct()];
}
