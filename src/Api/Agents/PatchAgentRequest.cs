using System.Text.Json.Serialization;

namespace Slipway.Api.Agents;

/// <summary><c>PATCH /teams/{team}/agents/{agent}</c> (admins).</summary>
public sealed record PatchAgentRequest
{
    /// <summary>True: it finishes what it has and takes no more.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<bool>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<bool> Draining { get; init; }

    /// <summary>True: it ends once it has nothing left.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<bool>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<bool> Stop { get; init; }

    /// <summary>Names of the queues that it may serve from now on; null for every queue of the team.</summary>
    [JsonConverter(typeof(OptionalJsonConverter<IReadOnlyList<string>>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<IReadOnlyList<string>?> AllowedQueues { get; init; }
}
