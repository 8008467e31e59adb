using System.Text.Json;

namespace Slipway.Api.Webhooks;

/// <summary><c>POST .../webhooks/{name}/test</c> (M14).</summary>
public sealed record TestWebhookRequest
{
    /// <summary>A JSON object, or its text; <c>{}</c> when left out.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Values for the variables; made up when left out.</summary>
    public SampleEventBody? SampleEvent { get; init; }
}
