using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Texts;

namespace Slipway.Web.Parts;

/// <summary>One value that a JSON Schema asks for, as a form shows it. What may be is decided by who takes the value.</summary>
public sealed record SchemaField
{
    public required string Name { get; init; }

    /// <summary>For people; the name when the schema has none.</summary>
    public required string Label { get; init; }

    public string? Description { get; init; }

    /// <summary><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, or <c>json</c> for everything else.</summary>
    public required string Type { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Each as JSON text; empty for any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>As it stands in the form; empty for none.</summary>
    public string Default { get; init; } = "";

    public string? Minimum { get; init; }

    public string? Maximum { get; init; }

    public string? Placeholder { get; init; }

    /// <summary>The fields of an object's schema; null when it does not tell any.</summary>
    public static IReadOnlyList<SchemaField>? OfObject(JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object || !properties.EnumerateObject().Any())
        {
            return null;
        }

        var required = given.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return [.. properties.EnumerateObject().Select(field => Of(field.Name, field.Value, required.Contains(field.Name)))];
    }

    /// <summary>One value.</summary>
    public static SchemaField Of(string name, JsonElement schema, bool isRequired)
    {
        var allowed = Child(schema, "enum") is { ValueKind: JsonValueKind.Array } values
            ? values.EnumerateArray().Select(value => value.GetRawText()).ToArray()
            : [];
        var type = Text(schema, "type") is "string" or "integer" or "number" or "boolean" ? Text(schema, "type")! : "json";
        return new SchemaField
        {
            Name = name,
            Label = Text(schema, "title") ?? Text(schema, "label") ?? name,
            Description = Text(schema, "description"),
            Type = type,
            IsRequired = isRequired,
            Allowed = allowed,
            Default = Child(schema, "default") is { } standard ? allowed.Length > 0 || type != "string" || standard.ValueKind != JsonValueKind.String ? standard.GetRawText() : standard.GetString()! : "",
            Minimum = Number(schema, "minimum"),
            Maximum = Number(schema, "maximum"),
            Placeholder = Text(schema, "placeholder"),
        };
    }

    /// <summary>What was typed, as a value; null for nothing.</summary>
    /// <param name="problem">Where it cannot be read.</param>
    public JsonNode? Read(string? typed, out string? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(typed))
        {
            return null;
        }

        if (Type == "string" && Allowed.Count == 0)
        {
            return JsonValue.Create(typed);
        }

        try
        {
            return JsonNode.Parse(StrictJson.Parse(typed).GetRawText());
        }
        catch (JsonException wrong)
        {
            problem = JsonText.Where(wrong);
            return null;
        }
    }

    private static JsonElement? Child(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var child) ? child : null;

    private static string? Text(JsonElement schema, string name) =>
        Child(schema, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? Number(JsonElement schema, string name) =>
        Child(schema, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble().ToString("R", CultureInfo.InvariantCulture) : null;
}
