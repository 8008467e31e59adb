using System.Text.Json.Serialization;
using System.Text.Json;

namespace Slipway.Api;

/// <summary>A refusal on the wire: RFC 9457 with a stable <see cref="Code"/> (one of <see cref="ErrorCodes"/>).</summary>
public sealed record ProblemResponse
{
    /// <summary>A URI for the kind of problem; null means <c>about:blank</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The short name of the problem, the same each time.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status, repeated in the body; null when left out.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong this time and what to do next, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The path that was asked; null when left out.</summary>
    public string? Instance { get; init; }

    /// <summary>The stable code that programs may branch on; null only from something that is not Slipway.</summary>
    public string? Code { get; init; }

    /// <summary>With 400 and 422: messages by field (JSON path, camelCase); null otherwise.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Whatever else the problem carries, such as <c>usedBy</c> with <c>*_in_use</c>.</summary>
    /// <remarks>Settable: generated serializers pass init-only properties to the constructor, which takes no extension data.</remarks>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extensions { get; set; }
}
