using System.Text.Json.Nodes;

namespace Slipway.ServerTests.Hostile;

/// <summary>The server that is walked, and what stands on it.</summary>
/// <param name="Url">Without a slash at its end.</param>
/// <param name="Document">Its OpenAPI document.</param>
/// <param name="ValueOf">What a path parameter of an operation is called in reality.</param>
/// <param name="SamplesOf">Bodies that an operation takes; empty objects where there are none.</param>
/// <param name="KeyOf">The credential for an operation; null for none.</param>
internal sealed record HostileTarget(
    string Url,
    JsonNode Document,
    Func<ApiOperation, string, string> ValueOf,
    Func<ApiOperation, IReadOnlyList<JsonObject>> SamplesOf,
    Func<ApiOperation, string?> KeyOf);
