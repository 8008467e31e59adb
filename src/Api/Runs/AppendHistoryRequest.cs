using System.Text.Json;

namespace Slipway.Api.Runs;

/// <summary><c>POST .../runs/{run}/history</c>.</summary>
public sealed record AppendHistoryRequest
{
    /// <summary>Objects, each with the values of one step; <c>_step</c> counts up by itself where it is missing.</summary>
    public required IReadOnlyList<JsonElement> Rows { get; init; }
}
