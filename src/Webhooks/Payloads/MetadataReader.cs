using System.Text.Json;

namespace Slipway.Webhooks.Payloads;

/// <summary>Reads top-level keys of a version's metadata as text. Parses at the first question, for few payloads ask.</summary>
internal sealed class MetadataReader(string? json) : IDisposable
{
    private JsonDocument? _document;
    private bool _isRead;

    /// <summary>
    /// The key's value: a string as it is, a number as it is spelled, <c>true</c> and <c>false</c>, an object or a list
    /// as its JSON text; null and an absent key are null.
    /// </summary>
    public string? Find(string key)
    {
        if (!_isRead)
        {
            _isRead = true;
            _document = string.IsNullOrEmpty(json) ? null : JsonDocument.Parse(json);
        }
        if (_document is not { RootElement.ValueKind: JsonValueKind.Object } || !_document.RootElement.TryGetProperty(key, out var value))
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

    public void Dispose() => _document?.Dispose();
}
