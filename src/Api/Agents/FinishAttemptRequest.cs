using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/attempts/{id}/finish</c>; repeated it answers the same. A stale fence gets 409 <c>fence_stale</c> and is kept as a late result.</summary>
public sealed record FinishAttemptRequest
{
    /// <summary>As claimed.</summary>
    public required long Fence { get; init; }

    /// <summary>One of <see cref="AttemptOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Null when it gave none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>As <c>code: sentence</c>, such as <c>run_timeout: ...</c>; null when there is nothing to say.</summary>
    [JsonConverter(typeof(KeptTextConverter))]
    public string? Reason { get; init; }
}
