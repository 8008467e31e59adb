using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Rest;

namespace Slipway.Automations.Definitions;

/// <summary>
/// Reads the overrides of an automation, as written and as rendered. The one place that can fail: whoever is handed what
/// it returns may walk it without fear of a key that stands twice, or of half a surrogate pair. Pure.
/// </summary>
internal static class OverridesText
{
    private const string Field = "action.overrides";

    /// <summary>The overrides; empty ones for null. <c>override_invalid</c>.</summary>
    /// <param name="text">A JSON object as text.</param>
    public static Outcome<OverridesBody> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new OverridesBody();
        }
        if (JsonFaults.Find(Encoding.UTF8.GetBytes(text)) is { } fault)
        {
            return Wrong(fault.Field(Field), $"Overrides are a JSON object: {fault.Detail}");
        }
        try
        {
            return JsonNode.Parse(text) is JsonObject fields ? Read(fields) : Wrong(Field, "Overrides are a JSON object.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return Wrong(Field, $"Overrides are a JSON object: {unreadable.Message}");
        }
    }

    private static Outcome<OverridesBody> Read(JsonObject fields)
    {
        var read = new OverridesBody();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            // W&B spells two of them with an underscore.
            var known = name switch { "entry_point" => "entryPoint", "run_config" => "runConfig", _ => name };
            if (!seen.Add(known))
            {
                return Wrong($"{Field}.{known}", $"{known} stands twice, in two spellings.");
            }
            if (value is null)
            {
                continue;
            }
            if (Nul(known, value) is { } place)
            {
                return Wrong($"{Field}.{known}", $"{place} holds the character NUL, which no name and no argument has.");
            }
            switch (known)
            {
                case "args" or "entryPoint":
                    if (ListOf(value) is not { } words)
                    {
                        return Wrong($"{Field}.{known}", $"{known} is a list of texts.");
                    }
                    read = known == "args" ? read with { Args = words } : read with { EntryPoint = words };
                    break;
                case "runConfig" when value is JsonObject:
                    var config = JsonElement.Parse(value.ToJsonString());
                    if (StrictJson.ProblemOf(config) is { } problem)
                    {
                        return Wrong($"{Field}.{known}", $"{known} {problem}.");
                    }
                    read = read with { RunConfig = config };
                    break;
                case "artifacts" when value is JsonObject artifacts && artifacts.All(input => IsText(input.Value)):
                    read = read with { Artifacts = JsonElement.Parse(value.ToJsonString()) };
                    break;
                case "runConfig":
                    return Wrong($"{Field}.{known}", "runConfig is a JSON object.");
                case "artifacts":
                    return Wrong($"{Field}.{known}", "artifacts is a JSON object, input name to reference.");
                default:
                    return Wrong($"{Field}.{known}", $"There is no override '{known}'. There are args, entryPoint, runConfig and artifacts.");
            }
        }
        return read;
    }

    /// <summary>Where a text that names something, or becomes an argument, holds NUL; null for nowhere. The config is looked at as a whole.</summary>
    private static string? Nul(string known, JsonNode value) => value switch
    {
        JsonObject fields when known is "artifacts" => fields.Where(one => HasNul(one.Key) || IsText(one.Value) && HasNul(one.Value!.GetValue<string>()))
            .Select(one => $"artifacts.{Shown(one.Key)}").FirstOrDefault(),
        JsonArray words when words.Any(word => IsText(word) && HasNul(word!.GetValue<string>())) => known,
        _ => null,
    };

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static string Shown(string name) => name.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string[]? ListOf(JsonNode value) =>
        value is JsonArray list && list.All(IsText) ? [.. list.Select(word => word!.GetValue<string>())] : null;

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static Refusal Wrong(string field, string detail) => Refusal.OfField(ErrorCodes.OverrideInvalid, field, detail);
}
