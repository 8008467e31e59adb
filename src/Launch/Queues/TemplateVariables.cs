using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Schemas;
using Slipway.Rest;

namespace Slipway.Launch.Queues;

/// <summary>The <c>{{variables}}</c> of a queue's config: what may be declared, and how they are filled in (wandb-behaviour 9.2). Pure.</summary>
internal static partial class TemplateVariables
{
    public const int MaxVariables = 100;

    /// <summary>Characters of all schemas together.</summary>
    public const int MaxLength = 262_144;

    private static readonly string[] Types = ["string", "integer", "number"];

    /// <summary>Why these may not be declared for that config; null when they may.</summary>
    public static Refusal? Check(IReadOnlyList<TemplateVariableBody> variables, JsonElement? config)
    {
        if (variables.Count > MaxVariables)
        {
            return Invalid("templateVariables", $"A queue has at most {MaxVariables} template variables.");
        }
        if (variables.Sum(variable => variable is null ? 0L : LengthOf(variable.Schema)) > MaxLength)
        {
            return Invalid("templateVariables", $"The schemas of a queue's template variables have at most {MaxLength} characters together.");
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            if (variable is null || !NameForm().IsMatch(variable.Name))
            {
                return Invalid("templateVariables", "The name of a template variable has letters, digits and '_', at most 64.");
            }
            if (!names.Add(variable.Name))
            {
                return Invalid("templateVariables", $"The template variable '{variable.Name}' is declared twice.");
            }
            if (CheckSchema(variable) is { } problem)
            {
                return Invalid("templateVariables", problem);
            }
        }
        return config is { } given && NamesIn(given).FirstOrDefault(name => !names.Contains(name)) is { } unknown
            ? Invalid("config", $"The config names {{{{{unknown}}}}}, which templateVariables does not declare.")
            : null;
    }

    /// <summary>
    /// The config with every variable filled in; null for no config. A string that is nothing but <c>{{name}}</c> becomes
    /// the value with its type; elsewhere the value's text is put in, once: a value is never read as a template itself.
    /// <c>variable_missing</c>, <c>variable_invalid</c>; <c>resource_invalid</c> where it would become too large, which is
    /// counted before anything is filled in.
    /// </summary>
    /// <param name="values">An object, name to value; null for the defaults.</param>
    public static Outcome<JsonNode?> Fill(IReadOnlyList<TemplateVariableBody> variables, JsonElement? config, JsonElement? values)
    {
        if (values is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            return Invalid("templateVariables", "templateVariables is an object, variable to value.");
        }
        var given = values is { ValueKind: JsonValueKind.Object } some
            ? some.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal)
            : [];
        if (given.Keys.FirstOrDefault(name => variables.All(variable => variable.Name != name)) is { } unknown)
        {
            return Invalid("templateVariables", $"The queue has no template variable '{unknown}'."
                + (variables.Count == 0 ? " It has none." : $" It has {string.Join(", ", variables.Select(variable => variable.Name))}."));
        }
        var filled = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            if (!given.TryGetValue(variable.Name, out var value) && !variable.Schema.TryGetProperty("default", out value))
            {
                return Refusal.OfField(ErrorCodes.VariableMissing, "templateVariables",
                    $"The template variable '{variable.Name}' has no default. Give it a value.");
            }
            if (SchemaSubset.Problem(variable.Schema, value, $"The template variable '{variable.Name}'") is { } problem)
            {
                return Invalid("templateVariables", problem);
            }
            filled[variable.Name] = new Value(value);
        }
        if (config is not { ValueKind: JsonValueKind.Object } template)
        {
            return Outcome.Of<JsonNode?>(null);
        }
        return LengthOf(template, filled) > ResourceRules.MaxLength
            ? Refusal.OfField(ErrorCodes.ResourceInvalid, "templateVariables",
                $"With its variables filled in, the queue's config has more than {ResourceRules.MaxLength} characters. Give shorter values.")
            : Outcome.Of(Fill(template, filled));
    }

    private static string? CheckSchema(TemplateVariableBody variable)
    {
        var at = $"The schema of template variable '{variable.Name}'";
        if (SchemaSubset.ProblemOfSchema(variable.Schema, at) is { } problem)
        {
            return problem;
        }
        if (!variable.Schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
            || !Types.Contains(type.GetString(), StringComparer.Ordinal))
        {
            return $"{at} has the type string, integer or number.";
        }
        return variable.Schema.TryGetProperty("default", out var standard)
            ? SchemaSubset.Problem(variable.Schema, standard, $"The default of template variable '{variable.Name}'")
            : null;
    }

    private static JsonNode? Fill(JsonElement template, Dictionary<string, Value> values) => template.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(template.EnumerateObject()
            .Select(field => KeyValuePair.Create(field.Name, Fill(field.Value, values)))),
        JsonValueKind.Array => new JsonArray([.. template.EnumerateArray().Select(one => Fill(one, values))]),
        JsonValueKind.String => FillText(template.GetString()!, values),
        _ => JsonNode.Parse(template.GetRawText()),
    };

    private static JsonNode? FillText(string text, Dictionary<string, Value> values) =>
        Whole().Match(text) is { Success: true } whole
            ? JsonNode.Parse(values[whole.Groups[1].Value].Json.GetRawText())
            : JsonValue.Create(Placeholder().Replace(text, match => values[match.Groups[1].Value].Text));

    /// <summary>The texts, names and numbers that filling in would write, in characters.</summary>
    private static long LengthOf(JsonElement template, Dictionary<string, Value> values) => template.ValueKind switch
    {
        JsonValueKind.Object => template.EnumerateObject().Sum(field => field.Name.Length + LengthOf(field.Value, values)),
        JsonValueKind.Array => template.EnumerateArray().Sum(one => LengthOf(one, values)),
        JsonValueKind.String => LengthOf(template.GetString()!, values),
        _ => JsonMarshal.GetRawUtf8Value(template).Length,
    };

    private static long LengthOf(string text, Dictionary<string, Value> values) =>
        text.Length + Placeholder().Matches(text).Sum(match => (long)values[match.Groups[1].Value].Text.Length - match.Length);

    private static IEnumerable<string> NamesIn(JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.Object => template.EnumerateObject().SelectMany(field => NamesIn(field.Value)),
        JsonValueKind.Array => template.EnumerateArray().SelectMany(NamesIn),
        JsonValueKind.String => Placeholder().Matches(template.GetString()!).Select(match => match.Groups[1].Value),
        _ => [],
    };

    private static int LengthOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Undefined ? 0 : Encoding.UTF8.GetCharCount(JsonMarshal.GetRawUtf8Value(schema));

    private static Refusal Invalid(string field, string detail) => Refusal.OfField(ErrorCodes.VariableInvalid, field, detail);

    /// <summary>A value, and the text that it is within another; made once, however often it is put in.</summary>
    private sealed class Value(JsonElement json)
    {
        public JsonElement Json => json;

        public string Text { get; } = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]{1,64}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\{\{\s*([A-Za-z0-9_]+)\s*\}\}\z")]
    private static partial Regex Whole();
}
