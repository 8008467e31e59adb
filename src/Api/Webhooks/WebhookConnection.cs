namespace Slipway.Api.Webhooks;

/// <summary>What people decide about the requests of a webhook, saved or only tested.</summary>
public abstract record WebhookConnection : SettingsBase
{
    /// <summary>Where it posts to: absolute; its host is a name with a public address (M5).</summary>
    public required string Url { get; init; }

    /// <summary>The <em>name</em> of the team secret that signs; null for no signature.</summary>
    public string? Secret { get; init; }

    /// <summary>The <em>name</em> of the team secret sent as bearer token; null for none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Of <c>X-Wandb-Signature</c>.</summary>
    public SignatureEncoding SignatureEncoding { get; init; } = SignatureEncoding.Base64;

    /// <summary>The signatures that are sent beside those that always are, each once; empty for none.</summary>
    public IReadOnlyList<FurtherSignature> Signatures
    {
        get;
        init => field = [.. value.Distinct()];
    } = [];

    /// <summary>Further headers by name; a value may hold <c>${NAME}</c> of a team secret. Empty for none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
