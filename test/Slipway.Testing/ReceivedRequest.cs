using System.Text;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>One request as it arrived at a <see cref="Receiver"/>.</summary>
public sealed record ReceivedRequest
{
    /// <summary>Counts the receiver's requests from 1, in the order in which their bodies were complete.</summary>
    public required int Number { get; init; }

    /// <summary>When the body was complete, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>The path as sent, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>By name without regard to case; several values are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The exact bytes, as signatures need them.</summary>
    public required byte[] Body { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>A header's value, or null when it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
