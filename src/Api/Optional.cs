using System.Text.Json.Serialization;
using System.Text.Json;

namespace Slipway.Api;

/// <summary>
/// A field of a PATCH body: left out (keep what is there) or set, where null may be a value (take it away).
/// Every property of this type carries the converter for its type and is not written while it is left out.
/// </summary>
public readonly record struct Optional<T>
{
    private readonly T _value;

    /// <summary>A field that the body carries.</summary>
    public Optional(T value)
    {
        _value = value;
        IsSet = true;
    }

    /// <summary>Whether the body carried the field.</summary>
    public bool IsSet { get; }

    /// <summary>The value carried; throws when the field was left out.</summary>
    public T Value => IsSet ? _value : throw new InvalidOperationException("The field was left out.");

    /// <summary>The value carried, or <paramref name="current"/> when the field was left out.</summary>
    public T Or(T current) => IsSet ? _value : current;

    /// <summary>A value is a field that is set.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}

/// <summary>Reads and writes one field of a PATCH body through the type information of <typeparamref name="T"/>.</summary>
internal sealed class OptionalJsonConverter<T> : JsonConverter<Optional<T>>
{
    public override bool HandleNull => true;

    public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default(T) is null
                ? new Optional<T>(default!)
                : throw new JsonException("The field may be left out, but it may not be null.");
        }

        var info = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        return new Optional<T>(JsonSerializer.Deserialize(ref reader, info)!);
    }

    public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options)
    {
        if (!value.IsSet || value.Value is null)
        {
            writer.WriteNullValue();
            return;
        }

        var info = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        JsonSerializer.Serialize(writer, value.Value, info);
    }
}
