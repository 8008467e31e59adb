using System.Text.Json;

namespace Slipway.Api.Webhooks;

/// <summary><c>POST .../webhooks/test</c>: tests what is not saved, for team admins (M14).</summary>
public sealed record TestUnsavedWebhookRequest
{
    /// <summary>As it would be saved.</summary>
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

    /// <summary>A JSON object, or its text; <c>{}</c> when left out.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Values for the variables; made up when left out.</summary>
    public SampleEventBody? SampleEvent { get; init; }
}
