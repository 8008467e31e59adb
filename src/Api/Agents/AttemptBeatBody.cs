using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Agents;

/// <summary>One attempt in a heartbeat.</summary>
public sealed record AttemptBeatBody
{
    /// <summary>The attempt.</summary>
    public required string Id { get; init; }

    /// <summary>As claimed.</summary>
    public required long Fence { get; init; }

    /// <summary><c>claimed</c>, <c>starting</c> or <c>running</c>.</summary>
    public required string State { get; init; }

    /// <summary>What the backend calls it; null when it has no name.</summary>
    [JsonConverter(typeof(KeptTextConverter))]
    public string? BackendRef { get; init; }

    /// <summary>What it waits for before it runs, in its backend's words; null when there is nothing to say.</summary>
    public string? Waiting { get; init; }
}
