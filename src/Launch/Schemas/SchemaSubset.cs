using System.Text.Json;

namespace Slipway.Launch.Schemas;

/// <summary>
/// The part of JSON Schema that jobs and template variables use (wandb-behaviour 9.1, 9.2): type, enum, required,
/// properties, items, additionalProperties false, bounds of numbers, and lengths of strings and arrays. Other keywords that
/// would check values are refused, for a rule that is passed over is worse than none; those that only describe are kept. Pure.
/// </summary>
internal static class SchemaSubset
{
    public const int MaxDepth = 32;

    private static readonly string[] Types = ["string", "integer", "number", "boolean", "object", "array", "null"];

    private static readonly string[] NumberBounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

    private static readonly string[] Lengths = ["minLength", "maxLength", "minItems", "maxItems"];

    // What the drafts of JSON Schema check values by, and we do not.
    private static readonly string[] NotChecked =
    [
        "$dynamicRef", "$recursiveRef", "$ref", "additionalItems", "allOf", "anyOf", "const", "contains", "dependencies",
        "dependentRequired", "dependentSchemas", "else", "if", "maxContains", "maxProperties", "minContains", "minProperties",
        "multipleOf", "not", "oneOf", "pattern", "patternProperties", "prefixItems", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
    ];

    /// <summary>What is wrong with the value, as a sentence that names the place; null when nothing is.</summary>
    /// <param name="at">What the value is called, such as <c>runConfig.epochs</c>.</param>
    public static string? Problem(JsonElement schema, JsonElement value, string at) => CompiledSchema.Of(schema).Problem(value, ValuePlace.Of(at));

    /// <summary>What is wrong with a schema itself; null when it can be used.</summary>
    public static string? ProblemOfSchema(JsonElement schema, string at) => ProblemOfSchema(schema, ValuePlace.Of(at), 0);

    private static string? ProblemOfSchema(JsonElement schema, ValuePlace at, int depth)
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
        if (NotChecked.FirstOrDefault(keyword => schema.TryGetProperty(keyword, out _)) is { } keyword)
        {
            return $"{at}.{keyword} is a rule that Slipway does not check. Leave it out; what is checked are type, enum, required, properties, "
                + "items, additionalProperties, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems and maxItems.";
        }
        if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return $"{at}.additionalProperties must be true or false.";
        }
        foreach (var length in Lengths)
        {
            if (schema.TryGetProperty(length, out var number) && !(number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var whole) && whole >= 0))
            {
                return $"{at}.{length} must be a whole number from 0 on.";
            }
        }
        foreach (var bound in NumberBounds)
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
        if (schema.TryGetProperty("items", out var items) && ProblemOfSchema(items, at.Field("items"), depth + 1) is { } wrongItems)
        {
            return wrongItems;
        }
        return schema.TryGetProperty("properties", out var properties)
            ? properties.ValueKind != JsonValueKind.Object
                ? $"{at}.properties must be an object."
                : properties.EnumerateObject().Select(one => ProblemOfSchema(one.Value, at.Field("properties").Field(one.Name), depth + 1))
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
