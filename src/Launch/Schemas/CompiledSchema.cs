using System.Globalization;
using System.Text.Json;
using Slipway.Api.Texts;

namespace Slipway.Launch.Schemas;

/// <summary>
/// A schema made ready to hold values against it: its names and allowed values are looked up, not gone through, so that the
/// work is as much as schema and value are large. Pure.
/// </summary>
internal sealed class CompiledSchema
{
    private static readonly string[] Bounds =
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems"];

    private const int MaxNamed = 20;
    private const int MaxNamedLength = 100;

    private static readonly CompiledSchema Anything = new(default);

    private readonly JsonElement _schema;
    private readonly string[]? _types;
    private readonly HashSet<JsonElement>? _allowed;
    private readonly double?[] _bounds = new double?[Bounds.Length];
    private readonly List<string>? _required;
    private readonly Dictionary<string, JsonElement>? _properties;
    private readonly Dictionary<string, CompiledSchema> _compiled = new(StringComparer.Ordinal);
    private readonly bool _closed;
    private readonly JsonElement? _itemSchema;
    private CompiledSchema? _items;

    private CompiledSchema(JsonElement schema)
    {
        _schema = schema;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "type":
                    _types = [.. SchemaSubset.TypesOf(value).Distinct()];
                    break;
                case "enum" when value.ValueKind == JsonValueKind.Array:
                    _allowed = new HashSet<JsonElement>(value.EnumerateArray(), JsonValueComparer.Instance);
                    break;
                case "required" when value.ValueKind == JsonValueKind.Array:
                    _required = [.. value.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)];
                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    _properties = new(StringComparer.Ordinal);
                    foreach (var property in value.EnumerateObject())
                    {
                        _properties[property.Name] = property.Value;
                    }
                    break;
                case "additionalProperties":
                    _closed = value.ValueKind == JsonValueKind.False;
                    break;
                case "items":
                    _itemSchema = value;
                    break;
                default:
                    if (Array.IndexOf(Bounds, keyword.Name) is >= 0 and var bound && value.ValueKind == JsonValueKind.Number)
                    {
                        _bounds[bound] = value.GetDouble();
                    }
                    break;
            }
        }
    }

    public static CompiledSchema Of(JsonElement schema) => schema.ValueKind == JsonValueKind.Object ? new(schema) : Anything;

    /// <summary>What is wrong with the value, as a sentence that names the place; null when nothing is.</summary>
    public string? Problem(JsonElement value, ValuePlace at)
    {
        if (_types is not null && !_types.Any(name => IsOf(name, value)))
        {
            return $"{at} is {NameOf(value)}; it must be {string.Join(" or ", _types)}.";
        }
        if (_allowed is not null && !_allowed.Contains(value))
        {
            return $"{at} must be one of {AllowedText()}.";
        }
        return value.ValueKind switch
        {
            JsonValueKind.Number => ProblemOfNumber(value.GetDouble(), at),
            JsonValueKind.Object => ProblemOfObject(value, at),
            // Characters as JSON Schema counts them: code points.
            JsonValueKind.String => ProblemOfLength(4, value.GetString()!.EnumerateRunes().Count(), "characters", at),
            JsonValueKind.Array => ProblemOfLength(6, value.GetArrayLength(), "elements", at)
                ?? (_itemSchema is { } schema ? ProblemOfArray(value, _items ??= Of(schema), at) : null),
            _ => null,
        };
    }

    /// <summary>Enough of the allowed values to see what is meant: a list of them may be as large as a schema.</summary>
    private string AllowedText()
    {
        var values = _schema.GetProperty("enum");
        var first = values.EnumerateArray().Take(MaxNamed).Select(one => one.GetRawText()).Select(text => PlainText.Cut(text, MaxNamedLength) is var cut && cut.Length < text.Length ? $"{cut}..." : text);
        return string.Join(", ", first) + (values.GetArrayLength() > MaxNamed ? $" and {values.GetArrayLength() - MaxNamed} more" : "");
    }

    private string? ProblemOfNumber(double number, ValuePlace at) =>
        _bounds[0] is { } least && number < least ? $"{at} must be at least {Text(least)}."
        : _bounds[1] is { } most && number > most ? $"{at} must be at most {Text(most)}."
        : _bounds[2] is { } above && number <= above ? $"{at} must be more than {Text(above)}."
        : _bounds[3] is { } below && number >= below ? $"{at} must be less than {Text(below)}."
        : null;

    private string? ProblemOfLength(int bound, int length, string what, ValuePlace at) =>
        _bounds[bound] is { } least && length < least ? $"{at} must have at least {Text(least)} {what}."
        : _bounds[bound + 1] is { } most && length > most ? $"{at} must have at most {Text(most)} {what}."
        : null;

    private string? ProblemOfObject(JsonElement value, ValuePlace at)
    {
        if (_required is not null)
        {
            var given = value.EnumerateObject().Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
            if (_required.FirstOrDefault(name => !given.Contains(name)) is { } missing)
            {
                return $"{at.Field(missing)} is missing.";
            }
        }
        if (_properties is null && !_closed)
        {
            return null;
        }
        foreach (var field in value.EnumerateObject())
        {
            if (FieldSchema(field.Name) is { } schema)
            {
                if (schema.Problem(field.Value, at.Field(field.Name)) is { } wrong)
                {
                    return wrong;
                }
            }
            else if (_closed)
            {
                return $"{at.Field(field.Name)} is not known to the job.";
            }
        }
        return null;
    }

    private static string? ProblemOfArray(JsonElement value, CompiledSchema items, ValuePlace at)
    {
        var index = 0;
        foreach (var one in value.EnumerateArray())
        {
            if (items.Problem(one, at.Element(index++)) is { } wrong)
            {
                return wrong;
            }
        }
        return null;
    }

    // Made ready when a value has it, and once.
    private CompiledSchema? FieldSchema(string name)
    {
        if (_compiled.TryGetValue(name, out var compiled))
        {
            return compiled;
        }
        return _properties is not null && _properties.TryGetValue(name, out var schema) ? _compiled[name] = Of(schema) : null;
    }

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
