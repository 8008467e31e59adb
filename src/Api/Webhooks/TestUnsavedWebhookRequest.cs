using System.Text.Json;

namespace Slipway.Api.Webhooks;

/// <summary><c>POST .../webhooks/test</c>: tests what is not saved, for team admins (M14).</summary>
public sealed record TestUnsavedWebhookRequest : WebhookConnection
{
    /// <summary>A JSON object, or its text; <c>{}</c> when left out.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Values for the variables; made up when left out.</summary>
    public SampleEventBody? SampleEvent { get; init; }
}
