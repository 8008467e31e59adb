using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Access;
using Slipway.Api;
using Slipway.Launch.Schemas;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>
/// The artifact versions that a run is given (M17): every <c>wandb-artifact://</c> in its run config, and each of
/// <c>overrides.artifacts</c>, resolved as the caller may read and pinned to the version that it names at this moment.
/// </summary>
internal sealed class ItemInputs(DatabaseSession session, Actor actor)
{
    private const string Scheme = "wandb-artifact://";
    public const int MaxInputs = 1_000;

    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _names = [];

    /// <summary>Input name to <c>wandb-artifact://_id/...</c>.</summary>
    public IReadOnlyDictionary<string, string> References => _references;

    /// <summary>The same by number.</summary>
    public IReadOnlyDictionary<long, string> Names => _names;

    /// <summary>The config with every reference pinned; null for none. <c>override_invalid</c>.</summary>
    public async Task<JsonElement?> OfConfigAsync(JsonElement? config)
    {
        if (config is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }
        var node = JsonNode.Parse(given.GetRawText())!;
        await PinAsync(node, ValuePlace.Of(""));
        return JsonElement.Parse(node.ToJsonString());
    }

    /// <summary>Notes the named ones. <c>override_invalid</c>.</summary>
    public async Task AddAsync(JsonElement? artifacts)
    {
        if (artifacts is not { ValueKind: JsonValueKind.Object } given)
        {
            return;
        }
        foreach (var input in given.EnumerateObject())
        {
            await PinAsync(input.Value.GetString()!, input.Name, $"overrides.artifacts.{input.Name}");
        }
    }

    private async Task PinAsync(JsonNode node, ValuePlace path)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToArray())
                {
                    if (await PinChildAsync(value, path.Field(name)) is { } replaced)
                    {
                        fields[name] = replaced;
                    }
                }
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (await PinChildAsync(list[i], path.Element(i)) is { } replaced)
                    {
                        list[i] = replaced;
                    }
                }
                break;
        }
    }

    /// <summary>The text to put in its place; null leaves it.</summary>
    private async Task<string?> PinChildAsync(JsonNode? child, ValuePlace path)
    {
        if (child is JsonValue value && value.TryGetValue<string>(out var text))
        {
            return text.StartsWith(Scheme, StringComparison.Ordinal) ? await PinAsync(text, $"{path}", $"overrides.runConfig.{path}") : null;
        }
        if (child is not null)
        {
            await PinAsync(child, path);
        }
        return null;
    }

    private async Task<string> PinAsync(string text, string name, string field)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            var shown = field.Replace("\0", "\\0", StringComparison.Ordinal);
            throw new RefusedException(Refusal.OfField(ErrorCodes.OverrideInvalid, shown, $"{shown} holds the character NUL, which no name has."));
        }
        var found = await Refuse.InOtherWordsAsync(() => ResolveOperations.LocateAsync(session, actor, ArtifactReference.Parse(text, field).Value),
            refusal => Refusal.OfField(ErrorCodes.OverrideInvalid, field, $"{field} names no artifact that you may read: {refusal.Detail}"));
        if (_references.Count >= MaxInputs)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.OverrideInvalid, field, $"A run is given at most {MaxInputs} artifacts."));
        }
        var id = found.Source.Id;
        _references.TryAdd(name, id.ToReference());
        _names.TryAdd(id.Value, name);
        return id.ToReference();
    }
}
