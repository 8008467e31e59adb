namespace Slipway.Api.Webhooks;

/// <summary>A webhook.</summary>
public sealed record WebhookResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The webhook's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it posts to.</summary>
    public required string Url { get; init; }

    /// <summary>The <em>name</em> of the team secret that signs; null for no signature.</summary>
    public string? Secret { get; init; }

    /// <summary>The <em>name</em> of the team secret sent as bearer token; null for none.</summary>
    public string? AccessToken { get; init; }

    /// <summary><c>base64</c>, <c>hex</c> or <c>sha256=hex</c>.</summary>
    public required string SignatureEncoding { get; init; }

    /// <summary>Further signatures; empty for none.</summary>
    public required IReadOnlyList<string> Signatures { get; init; }

    /// <summary>Further headers, secrets still as <c>${NAME}</c>; empty for none.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>False while its deliveries are held.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Why Slipway disabled it; null while enabled or when a person did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>What was odd at save but did not refuse it, such as a DNS time-out; empty for nothing.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The automations that name it.</summary>
    public required IReadOnlyList<UserOfThingResponse> UsedBy { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
