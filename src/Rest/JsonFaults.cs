using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Rest;

/// <summary>
/// What the class library's readers find only when they are asked for it, and then by an exception: a key that stands
/// twice in one object, and half of a surrogate pair. Looked for once, in time linear in the text. Pure.
/// </summary>
public static class JsonFaults
{
    /// <summary>The first fault of a JSON text; null when it has none, also when it is not JSON at all.</summary>
    public static JsonFault? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var open = new Stack<HashSet<string>>();
        string? top = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName or JsonTokenType.String:
                        if (TextOf(ref reader) is not { } text)
                        {
                            return new JsonFault(top, "a text holds half a surrogate pair, which is not a character.");
                        }
                        if (reader.TokenType == JsonTokenType.PropertyName)
                        {
                            if (open.Count == 1)
                            {
                                top = text;
                            }
                            if (!open.Peek().Add(text))
                            {
                                return new JsonFault(top, $"the key \"{text}\" stands twice in one object.");
                            }
                        }
                        break;
                    default:
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Whoever reads it says what is wrong with it, and where.
        }
        return null;
    }

    /// <summary>The first fault of a value; null when it has none.</summary>
    public static JsonFault? Find(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String } given
            ? Find(JsonMarshal.GetRawUtf8Value(given))
            : null;

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A fault of a JSON text.</summary>
/// <param name="Key">The key of the outermost object under which it stands; null when it is no object.</param>
/// <param name="Detail">What is wrong, as a sentence that goes on from a colon.</param>
public sealed record JsonFault(string? Key, string Detail)
{
    /// <summary>The field to blame, within the field that holds the text.</summary>
    public string Field(string holder) => Key is null ? holder : $"{holder}.{Key}";
}
