using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api.Queues;
using Slipway.Api.Webhooks;

namespace Slipway.Api.Texts;

/// <summary>Makes a deserializer as strict as <see cref="StrictJson"/>, in every field of every record, by one place.</summary>
public static class StrictConverters
{
    /// <summary>
    /// Added to the options of who reads what others wrote. Free JSON is held to <see cref="StrictJson.MaxDepth"/> where it
    /// is read; the options take more, for the same is written again inside lists and other records.
    /// </summary>
    public static void AddTo(JsonSerializerOptions options)
    {
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new NumberConverter());
        options.Converters.Add(new FreeConverter());
        options.Converters.Add(new StrictWordConverter<QueueResource>());
        options.Converters.Add(new StrictWordConverter<LostPolicy>());
        options.Converters.Add(new StrictWordConverter<SignatureEncoding>());
        options.Converters.Add(new StrictWordConverter<FurtherSignature>());
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 2 * StrictJson.MaxDepth;
    }

    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? StrictJson.Text(ref reader) : Plain<string>(JsonMetadataServices.StringConverter).Read(ref reader, typeToConvert, options);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            StrictJson.Text(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }

    private sealed class NumberConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? StrictJson.Number(ref reader) : Plain<double>(JsonMetadataServices.DoubleConverter).Read(ref reader, typeToConvert, options);

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class FreeConverter : JsonConverter<JsonElement>
    {
        public override bool HandleNull => true;

        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var look = reader;
            StrictJson.Check(ref look);
            return Plain<JsonElement>(JsonMetadataServices.JsonElementConverter).Read(ref reader, typeToConvert, options);
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
    }

    private static JsonConverter<T> Plain<T>(JsonConverter converter) => (JsonConverter<T>)converter;
}
