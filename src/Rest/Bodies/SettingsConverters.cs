using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api;

namespace Slipway.Rest.Bodies;

/// <summary>
/// Reads settings that come in a body, whole or as a <see cref="Patch{T}"/>. Both take null for a field that may not be null
/// as its default, so that what we show can be sent back.
/// </summary>
internal sealed class SettingsConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => SettingsBody.Of(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var body = SettingsBody.Of(typeToConvert)!;
        return (JsonConverter)Activator.CreateInstance((body.IsPatch ? typeof(Part<>) : typeof(Whole<>)).MakeGenericType(body.Settings))!;
    }

    private static Dictionary<string, object?> Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options, bool isPatch)
        where T : SettingsBase
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The JSON value could not be converted to an object.");
        }
        var defaults = SettingsFields<T>.Defaults();
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (SettingsFields<T>.ByName.GetValueOrDefault(name) is not { } field || (isPatch && field.IsFixed))
            {
                // As the framework says it of every other record.
                throw new JsonException($"The JSON property '{name}' could not be mapped to any .NET member.");
            }
            reader.Read();
            try
            {
                if (!given.TryAdd(name, Value(ref reader, field, defaults, options)))
                {
                    throw new JsonException($"Duplicate property '{name}' encountered.");
                }
            }
            catch (JsonException wrong)
            {
                throw new FieldException(name, wrong);
            }
        }
        return given;
    }

    private static object? Value(ref Utf8JsonReader reader, SettingsField field, SettingsBase defaults, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Null ? JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(field.Property.PropertyType))
        : field.TakesNull ? null
        : field.IsRequired ? throw new JsonException("The property doesn't allow null values.")
        : field.Property.GetValue(defaults);

    private sealed class Whole<T> : JsonConverter<T>
        where T : SettingsBase
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var given = Read<T>(ref reader, options, isPatch: false);
            var missing = SettingsFields<T>.ByName.Values.Where(field => field.IsRequired && !given.ContainsKey(field.Name)).ToArray();
            return missing.Length == 0
                ? new Patch<T>(given).Over(SettingsFields<T>.Defaults())
                : throw new JsonException($"The body was missing required properties including: {string.Join(", ", missing.Select(field => $"'{field.Name}'"))}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, ApiJson.Default.Options.GetTypeInfo(typeof(T)));
    }

    private sealed class Part<T> : JsonConverter<Patch<T>>
        where T : SettingsBase
    {
        public override Patch<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Read<T>(ref reader, options, isPatch: true));

        public override void Write(Utf8JsonWriter writer, Patch<T> value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
