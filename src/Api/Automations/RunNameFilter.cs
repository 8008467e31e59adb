using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Automations;

/// <summary>Which runs an automation waits for: <c>{"name": "^train"}</c>.</summary>
/// <param name="Name">
/// An unanchored linear-time regular expression over the run's name; null when what was read is a filter of another form, which a newer
/// server may say.
/// </param>
[JsonConverter(typeof(RunNameFilterConverter))]
public sealed record RunNameFilter(string? Name);

/// <summary>Reads a filter of any form, so that whoever checks it can say what is wrong.</summary>
public sealed class RunNameFilterConverter : JsonConverter<RunNameFilter>
{
    /// <inheritdoc/>
    public override RunNameFilter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var look = reader;
        StrictJson.Check(ref look);
        var filter = JsonElement.ParseValue(ref reader);
        var fields = filter.ValueKind == JsonValueKind.Object ? filter.EnumerateObject().ToArray() : [];
        return new(fields is [{ Name: "name", Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString() : null);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunNameFilter value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteEndObject();
    }
}
