using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;

namespace Slipway.Cli.Output;

/// <summary>Writes results as JSON, with the same names as the REST API.</summary>
internal static class JsonOutput
{
    private static readonly ApiJson Indented = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly ApiJson OneLine = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One result, indented.</summary>
    public static void Write<T>(Terminal terminal, T value) =>
        terminal.Out.WriteLine(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T))!));

    /// <summary>One result on one line, for streams.</summary>
    public static void WriteLine<T>(Terminal terminal, T value) =>
        terminal.Out.WriteLine(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)OneLine.GetTypeInfo(typeof(T))!));

    /// <summary>An array of results.</summary>
    public static void WriteAll<T>(Terminal terminal, IReadOnlyList<T> items)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                JsonSerializer.Serialize(writer, item, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T))!);
            }

            writer.WriteEndArray();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
