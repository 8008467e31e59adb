using System.Globalization;
using System.Text.Json;

namespace Slipway.Launch.Schemas;

/// <summary>
/// The part of JSON Schema that jobs and template variables use (wandb-behaviour 9.1, 9.2): type, enum, required,
/// properties, items, additionalProperties false, bounds of numbers, and lengths of strings and arrays. Other keywords that
/// would check values are refused, for a rule that is passed over is worse than none; those that only describe are kept. Pure.
/// </summary>
internal static class SchemaSubset
{
    private const int MaxDepth = 32;

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
    public static string? Problem(JsonElement schema, JsonElement value, string at)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(name => IsOf(name, value)))
        {
            return $"{at} is {NameOf(value)}; it must be {string.Join(" or ", TypesOf(type))}.";
        }
        if (schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array
            && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{at} must be one of {string.Join(", ", allowed.EnumerateArray().Select(one => one.GetRawText()))}.";
        }
        return ProblemOfNumber(schema, value, at) ?? ProblemOfLength(schema, value, at)
            ?? ProblemOfObject(schema, value, at) ?? ProblemOfArray(schema, value, at);
    }

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

    private static string? ProblemOfNumber(JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return null;
        }
        var number = value.GetDouble();
        if (Bound(schema, "minimum") is { } least && number < least)
        {
            return $"{at} must be at least {Text(least)}.";
        }
        if (Bound(schema, "maximum") is { } most && number > most)
        {
            return $"{at} must be at most {Text(most)}.";
        }
        if (Bound(schema, "exclusiveMinimum") is { } above && number <= above)
        {
            return $"{at} must be more than {Text(above)}.";
        }
        return Bound(schema, "exclusiveMaximum") is { } below && number >= below ? $"{at} must be less than {Text(below)}." : null;
    }

    private static string? ProblemOfLength(JsonElement schema, JsonElement value, string at)
    {
        // Of text, characters as JSON Schema counts them: code points.
        var (length, least, most, what) = value.ValueKind switch
        {
            JsonValueKind.String => (value.GetString()!.EnumerateRunes().Count(), "minLength", "maxLength", "characters"),
            JsonValueKind.Array => (value.GetArrayLength(), "minItems", "maxItems", "elements"),
            _ => (0, "", "", ""),
        };
        if (what.Length == 0)
        {
            return null;
        }
        if (Bound(schema, least) is { } fewest && length < fewest)
        {
            return $"{at} must have at least {Text(fewest)} {what}.";
        }
        return Bound(schema, most) is { } greatest && length > greatest ? $"{at} must have at most {Text(greatest)} {what}." : null;
    }

    private static string? ProblemOfObject(JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at}.{missing.GetString()} is missing.";
        }
        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        var closed = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False;
        foreach (var field in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(field.Name, out var of))
            {
                if (Problem(of, field.Value, $"{at}.{field.Name}") is { } wrong)
                {
                    return wrong;
                }
            }
            else if (closed)
            {
                return $"{at}.{field.Name} is not known to the job.";
            }
        }
        return null;
    }

    private static string? ProblemOfArray(JsonElement schema, JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().Select((one, index) => Problem(items, one, $"{at}[{index.ToString(CultureInfo.InvariantCulture)}]"))
                .FirstOrDefault(problem => problem is not null)
            : null;

    private static double? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;

    private static string[] TypesOf(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => [type.GetString()!],
        JsonValueKind.Array => [.. type.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : "?")],
        _ => [],
    };

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
