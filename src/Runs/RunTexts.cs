using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Runs;

/// <summary>What may be written about a run.</summary>
internal static partial class RunTexts
{
    public const int MaxKeyLength = 128;
    public const int MaxNameLength = 256;
    public const int MaxNotesLength = 64 << 10;
    public const int MaxTags = 64;

    /// <summary>Of config and of summary, as they are stored.</summary>
    public const int MaxObjectBytes = 1 << 20;

    /// <summary>Why the text cannot be a run's id; null when it can.</summary>
    public static Refusal? CheckKey(string key) => KeyForm().IsMatch(key)
        ? null
        : Refusal.OfField(ErrorCodes.NameInvalid, "id", $"A run's id has 1 to {MaxKeyLength} letters, digits, '-' or '_'.");

    /// <summary>Why the text cannot stand in that field; null when it can, as null can.</summary>
    public static Refusal? Check(string? text, string field, int most = MaxNameLength)
    {
        if (text is null)
        {
            return null;
        }
        return text.Length > most
            ? Refusal.OfField(ErrorCodes.Invalid, field, $"{field} has over {most} characters.")
            : PlainText.Problem(text) is { } problem ? Refusal.OfField(ErrorCodes.Invalid, field, $"{field} {problem}.") : null;
    }

    /// <summary>Why the text cannot be a run's name; null when it can, as null can.</summary>
    public static Refusal? CheckName(string? name) => Check(name, "name")
        ?? (name is not null && NameText.Problem(name) is { } problem ? Refusal.OfField(ErrorCodes.NameInvalid, "name", $"The name {problem}.") : null);

    /// <summary>The tags as they are stored, each once.</summary>
    public static Outcome<string> CheckTags(IReadOnlyList<string>? tags)
    {
        var distinct = (tags ?? []).Distinct(StringComparer.Ordinal).ToArray();
        if (distinct.Length > MaxTags)
        {
            return Refusal.OfField(ErrorCodes.TagInvalid, "tags", $"A run has at most {MaxTags} tags.");
        }
        return distinct.Any(static tag => string.IsNullOrWhiteSpace(tag) || tag.Length > MaxKeyLength || NameText.Problem(tag) is not null)
            ? Refusal.OfField(ErrorCodes.TagInvalid, "tags", $"A tag has 1 to {MaxKeyLength} characters, none of them one that does not show.")
            : JsonSerializer.Serialize(distinct);
    }

    /// <summary>The object that results when the keys given replace those that stand there; a null takes its key away.</summary>
    /// <param name="current">A JSON object as text; null for none.</param>
    /// <param name="given">An object; null empties it.</param>
    public static Outcome<string?> Merge(string? current, JsonElement? given, string field)
    {
        if (given is not { } changes || changes.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return Outcome.Of<string?>(null);
        }
        if (changes.ValueKind != JsonValueKind.Object)
        {
            return Refusal.OfField(ErrorCodes.MetadataInvalid, field, $"{field} must be a JSON object.");
        }
        if (Problem(changes) is { } problem)
        {
            return Refusal.OfField(ErrorCodes.MetadataInvalid, field, $"{field} {problem}.");
        }
        var text = Write(current, changes);
        return Encoding.UTF8.GetByteCount(text) > MaxObjectBytes
            ? Refusal.OfField(ErrorCodes.MetadataTooLarge, field, $"{field} is over {MaxObjectBytes} bytes. Put large things into files.")
            : Outcome.Of<string?>(text);
    }

    /// <summary>What cannot be kept of a JSON value, so that its name can stand before it; null when all can.</summary>
    public static string? Problem(JsonElement element) => StrictJson.ProblemOf(element);

    private static string Write(string? current, JsonElement changes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (current is not null)
            {
                // Looking each one up among the changes themselves would compare it with all of them.
                var changed = changes.EnumerateObject().Select(static property => property.Name).ToHashSet(StringComparer.Ordinal);
                using var standing = JsonDocument.Parse(current);
                foreach (var property in standing.RootElement.EnumerateObject())
                {
                    if (!changed.Contains(property.Name))
                    {
                        property.WriteTo(writer);
                    }
                }
            }
            foreach (var property in changes.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Null)
                {
                    property.WriteTo(writer);
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex KeyForm();
}
