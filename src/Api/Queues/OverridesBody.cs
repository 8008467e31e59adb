using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary>Changes to a job for one run (wandb-behaviour 9.5).</summary>
public sealed record OverridesBody
{
    /// <summary>Instead of the job's arguments; null keeps them.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>An object; hyperparameters for the run. A value <c>wandb-artifact://...</c> becomes an input of the run.</summary>
    public JsonElement? RunConfig { get; init; }

    /// <summary>Instead of the job's entry point; null keeps it.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>Input name to artifact reference; each becomes an input of the run. Null for none.</summary>
    public JsonElement? Artifacts { get; init; }
}
