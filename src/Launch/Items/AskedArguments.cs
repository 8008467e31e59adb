using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Items;

/// <summary>The resource arguments of an item as they were given, without what its queue says.</summary>
internal sealed record AskedArguments
{
    // A letter counts as one, not as the six characters in which it may be escaped.
    private static readonly JsonSerializerOptions AsCounted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null for none.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>Values of the queue's variables; null for none.</summary>
    public JsonElement? TemplateVariables { get; init; }

    /// <summary>
    /// Together with the queue's config of now; null for none at all. <c>variable_missing</c>, <c>variable_invalid</c>,
    /// <c>argument_refused</c>, <c>resource_invalid</c>.
    /// </summary>
    public Outcome<JsonElement?> MergedWith(QueueSettings queue)
    {
        // Saving refuses such a config; one from before that still stands.
        if (JsonFaults.Find(queue.Config) is { } fault)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, "queue", $"The config of queue '{queue.Name}' cannot be read: {fault.Detail} An admin of the team has to mend it.");
        }
        if ((TooLong(TemplateVariables, "templateVariables") ?? TooLong(ResourceArgs, "resourceArgs")) is { } tooLong)
        {
            return tooLong;
        }
        if ((JsonFaults.Find(TemplateVariables) ?? JsonFaults.Find(ResourceArgs)) is { } wrongText)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, "resourceArgs", $"templateVariables or resourceArgs cannot be read: {wrongText.Detail}");
        }
        var filled = Queues.TemplateVariables.Fill(queue.TemplateVariables, queue.Config, TemplateVariables);
        if (filled.Refusal is { } unfilled)
        {
            return unfilled;
        }
        if (ResourceRules.CheckGiven(queue.Resource, ResourceArgs, queue.AllowedArguments) is { } refused)
        {
            return refused;
        }
        var given = ResourceArgs is { ValueKind: JsonValueKind.Object } some ? JsonNode.Parse(some.GetRawText()) : null;
        var text = ResourceRules.Merge(queue.Resource, filled.Value, given)?.ToJsonString(AsCounted);
        if (text?.Length > ResourceRules.MaxLength)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, "resourceArgs",
                $"Together with the config of queue '{queue.Name}' the resource arguments have {text.Length} characters; at most {ResourceRules.MaxLength} are taken.");
        }
        var merged = text is null ? (JsonElement?)null : JsonElement.Parse(text);
        return ResourceRules.Check(queue.Resource, merged, queue.AllowedArguments) is { } wrong ? wrong : merged;
    }

    private static Refusal? TooLong(JsonElement? given, string field) =>
        given is { ValueKind: not JsonValueKind.Undefined } some && Encoding.UTF8.GetCharCount(JsonMarshal.GetRawUtf8Value(some)) > ResourceRules.MaxLength
            ? Refusal.OfField(ErrorCodes.ResourceInvalid, field, $"{field} has at most {ResourceRules.MaxLength} characters.")
            : null;
}

[JsonSerializable(typeof(AskedArguments))]
internal sealed partial class AskedJson : JsonSerializerContext;
