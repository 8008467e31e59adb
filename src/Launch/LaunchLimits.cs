using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Claims;
using Slipway.Launch.Items;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Rest;

namespace Slipway.Launch;

/// <summary>The limits of this room, for the guide.</summary>
internal static class LaunchLimits
{
    public static readonly Limit[] All =
    [
        new("Definition of a job", JobDefinition.MaxBytes, LimitUnit.Bytes, ErrorCodes.JobInvalid),
        new("Configuration of a queue", QueueDraftCheck.MaxConfigLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("`overrides.runConfig` of an item", OverrideCheck.MaxConfig, LimitUnit.Characters, ErrorCodes.OverrideInvalid),
        new("`overrides.args` and `overrides.entryPoint` of an item, each", OverrideCheck.MaxArguments, LimitUnit.Count, ErrorCodes.OverrideInvalid),
        new("Artifacts that a run is given", ItemInputs.MaxInputs, LimitUnit.Count, ErrorCodes.OverrideInvalid),
        new("Argument that a job is started with, or variable with its name", ProgramSize.MaxText, LimitUnit.Bytes, ErrorCodes.OverrideInvalid),
        new("All arguments and variables that a job is started with", ProgramSize.MaxTotal, LimitUnit.Bytes, ErrorCodes.OverrideInvalid),
        new("Piece of a log that an agent sends", new LaunchOptions().MaxLogChunk, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Claims of one agent that wait at once", AgentClaims.MaxOpen, LimitUnit.Count, ErrorCodes.TooManyOpen),
        new("How long an agent has to sign a challenge", (long)AgentChallenges.Life.TotalSeconds, LimitUnit.Seconds, ErrorCodes.Unauthorized),
    ];
}
