using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary>A <c>{{name}}</c> of a queue's config (wandb-behaviour 9.2).</summary>
public sealed record TemplateVariableBody
{
    /// <summary>Letters, digits and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>JSON Schema: <c>type</c> string, integer or number, with <c>default</c>, <c>minimum</c>, <c>maximum</c>, <c>enum</c>.</summary>
    public required JsonElement Schema { get; init; }
}
