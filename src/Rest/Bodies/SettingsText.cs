using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Api.Texts;

namespace Slipway.Rest.Bodies;

/// <summary>Settings as a column keeps them: free JSON inside stays as it was written, letter by letter.</summary>
public static class SettingsText
{
    private static readonly JsonSerializerOptions Keeping = new(ApiJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new AsWritten() },
    };

    public static string Of<T>(T settings)
        where T : SettingsBase => JsonSerializer.Serialize(settings, (JsonTypeInfo<T>)Keeping.GetTypeInfo(typeof(T)));

    /// <exception cref="JsonException">It cannot be read any more.</exception>
    public static T Read<T>(string text)
        where T : SettingsBase => JsonSerializer.Deserialize(text, (JsonTypeInfo<T>)Keeping.GetTypeInfo(typeof(T)))!;

    /// <summary>The same as a tree.</summary>
    internal static JsonNode Tree<T>(T settings)
        where T : SettingsBase => JsonNode.Parse(Of(settings), documentOptions: new() { MaxDepth = 2 * StrictJson.MaxDepth })!;

    private sealed class AsWritten : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
        {
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                writer.WriteNullValue();
                return;
            }
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }
}
