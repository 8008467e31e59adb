using System.Globalization;
using System.Text.Json;

namespace Slipway.Launch.Schemas;

/// <summary>
/// The part of JSON Schema that jobs and template variables use (wandb-behaviour 9.1, 9.2): type, enum, required,
/// properties, items, additionalProperties false, and bounds of numbers. Other keywords are for forms and check nothing. Pure.
/// </summary>
internal static class SchemaSubset
{
    private const int MaxDepth = 32;

    private static readonly string[] Types = ["string", "integer", "number", "boolean", "object", "array", "null"];

    /// <summary>What is wrong with the value, as a sentence that names the place; null when nothing is.</summary>
    /// <param name="at">What the value is called, such as <c>runConfig.epochs</c>.</param>
    public static string? Problem(JsonElement schema, JsonElement value, string at) => CompiledSchema.Of(schema).Problem(value, ValuePlace.Of(at));

    /// <summary>What is wrong with a schema itself; null when it can be used.</summary>
    public static string? ProblemOfSchema(JsonElement schema, string at, int depth = 0)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return $"{at} must be a JSON Schema, which is an object.";
        }
        if (depth > MaxDepth)
        {
            return $"{at} is nested too deep.";
        }
        if (schema.TryGetProperty("type", out var type)
            && (TypesOf(type).Length == 0 || TypesOf(type).Any(name => !Types.Contains(name, StringComparer.Ordinal))))
        {
            return $"{at}.type must be one of {string.Join(", ", Types)}.";
        }
        if (schema.TryGetProperty("enum", out var allowed) && (allowed.ValueKind != JsonValueKind.Array || allowed.GetArrayLength() == 0))
        {
            return $"{at}.enum must be a list with at least one value.";
        }
        foreach (var bound in (string[])["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (schema.TryGetProperty(bound, out var number) && number.ValueKind != JsonValueKind.Number)
            {
                return $"{at}.{bound} must be a number.";
            }
        }
        if (schema.TryGetProperty("required", out var required)
            && (required.ValueKind != JsonValueKind.Array || required.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String)))
        {
            return $"{at}.required must be a list of names.";
        }
        if (schema.TryGetProperty("items", out var items) && ProblemOfSchema(items, $"{at}.items", depth + 1) is { } wrongItems)
        {
            return wrongItems;
        }
        return schema.TryGetProperty("properties", out var properties)
            ? properties.ValueKind != JsonValueKind.Object
                ? $"{at}.properties must be an object."
                : properties.EnumerateObject().Select(one => ProblemOfSchema(one.Value, $"{at}.properties.{one.Name}", depth + 1))
                    .FirstOrDefault(problem => problem is not null)
            : null;
    }

    /// <summary>The types that a schema names.</summary>
    public static string[] TypesOf(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => [type.GetString()!],
        JsonValueKind.Array => [.. type.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : "?")],
        _ => [],
    };
}
