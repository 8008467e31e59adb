using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Items;

/// <summary>The resource arguments of an item as they were given, without what its queue says.</summary>
internal sealed record AskedArguments
{
    /// <summary>Null for none.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>Values of the queue's variables; null for none.</summary>
    public JsonElement? TemplateVariables { get; init; }

    /// <summary>
    /// Together with the queue's config of now; null for none at all. <c>variable_missing</c>, <c>variable_invalid</c>,
    /// <c>argument_refused</c>, <c>resource_invalid</c>.
    /// </summary>
    public Outcome<JsonElement?> MergedWith(QueueDraft queue)
    {
        // Saving refuses such a config; one from before that still stands.
        if (JsonFaults.Find(queue.Config) is { } fault)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, "queue", $"The config of queue '{queue.Name}' cannot be read: {fault.Detail} An admin of the team has to mend it.");
        }
        if ((JsonFaults.Find(TemplateVariables) ?? JsonFaults.Find(ResourceArgs)) is { } wrongText)
        {
            return Refusal.OfField(ErrorCodes.ResourceInvalid, "resourceArgs", $"templateVariables or resourceArgs cannot be read: {wrongText.Detail}");
        }
        var filled = Queues.TemplateVariables.Fill(queue.TemplateVariables, queue.Config, TemplateVariables);
        if (filled.IsRefused(out var refusal))
        {
            return refusal;
        }
        if (ResourceRules.CheckGiven(queue.Resource, ResourceArgs, queue.AllowedArguments) is { } refused)
        {
            return refused;
        }
        var given = ResourceArgs is { ValueKind: JsonValueKind.Object } some ? JsonNode.Parse(some.GetRawText()) : null;
        var merged = ResourceRules.Merge(queue.Resource, filled.Value, given) is { } node ? JsonElement.Parse(node.ToJsonString()) : (JsonElement?)null;
        return ResourceRules.Check(queue.Resource, merged, queue.AllowedArguments) is { } wrong ? wrong : merged;
    }
}

[JsonSerializable(typeof(AskedArguments))]
internal sealed partial class AskedJson : JsonSerializerContext;
