using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Queues;

/// <summary>What becomes of a run whose agent fell silent.</summary>
[JsonConverter(typeof(WordConverter<LostPolicy>))]
public enum LostPolicy
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>It goes on until its agent is back; past the unknown time-out it is lost. It never starts twice.</summary>
    Fail,

    /// <summary>Its agent kills it before the lease ends, and it is queued again while attempts are left.</summary>
    Retry,
}
