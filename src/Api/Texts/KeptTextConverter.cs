using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Api.Texts;

/// <summary>
/// For words that somebody else found, such as why a job ended: what cannot be kept of them becomes U+FFFD, for the message
/// that carries them must not be lost.
/// </summary>
public sealed class KeptTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }
        var bytes = new char[reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length];
        try
        {
            return Kept(bytes.AsSpan(0, reader.CopyString(bytes)));
        }
        catch (InvalidOperationException)
        {
            // Half a pair somewhere: the words are gone, the message is not.
            return "\uFFFD";
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string Kept(ReadOnlySpan<char> text) => text.ToString().Replace('\0', '\uFFFD');
}
