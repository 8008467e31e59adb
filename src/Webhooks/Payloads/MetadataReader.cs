using System.Text.Json;

namespace Slipway.Webhooks.Payloads;

/// <summary>Reads top-level keys of a version's metadata as text. Parses at the first question, for few payloads ask.</summary>
internal sealed class MetadataReader(string? json) : IDisposable
{
    private JsonDocument? _document;
    private Dictionary<string, JsonElement>? _values;

    /// <summary>
    /// The key's value: a string as it is, a number as it is spelled, <c>true</c> and <c>false</c>, an object or a list
    /// as its JSON text; null and an absent key are null.
    /// </summary>
    public string? Find(string key)
    {
        // By key: a payload may ask for as many as the metadata has.
        _values ??= Read();
        if (!_values.TryGetValue(key, out var value))
        {
            return null;
        }
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
    }

    private Dictionary<string, JsonElement> Read()
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        _document = string.IsNullOrEmpty(json) ? null : JsonDocument.Parse(json);
        if (_document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            foreach (var property in _document.RootElement.EnumerateObject())
            {
                values[property.Name] = property.Value;
            }
        }
        return values;
    }

    public void Dispose() => _document?.Dispose();
}
