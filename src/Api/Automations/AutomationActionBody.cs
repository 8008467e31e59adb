using System.Text.Json;

namespace Slipway.Api.Automations;

/// <summary>What an automation does, as it goes over the wire: the fields of its <see cref="Type"/>, the others null.</summary>
public sealed record AutomationActionBody
{
    /// <summary><c>webhook</c> or <c>launch</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The webhook's name. With <c>webhook</c>.</summary>
    public string? Webhook { get; init; }

    /// <summary>A JSON object with <c>${...}</c>, or its text; null sends <c>{}</c>. With <c>webhook</c> (M7).</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The queue. With <c>launch</c> (M17).</summary>
    public string? Queue { get; init; }

    /// <summary><c>team/project/job</c>. With <c>launch</c>.</summary>
    public string? Job { get; init; }

    /// <summary>A version or alias, looked up whenever the automation fires; <c>latest</c> when left out. With <c>launch</c>.</summary>
    public string? JobVersion { get; init; }

    /// <summary>Where the run goes. With <c>launch</c>.</summary>
    public string? Project { get; init; }

    /// <summary>
    /// Changes to the job: a JSON object of <c>args</c>, <c>entryPoint</c>, <c>runConfig</c> and <c>artifacts</c> with
    /// <c>${...}</c>, or its text. With <c>launch</c>; null for none.
    /// </summary>
    public JsonElement? Overrides { get; init; }
}
