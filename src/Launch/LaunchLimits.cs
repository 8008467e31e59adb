using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Claims;
using Slipway.Launch.Items;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Launch.Schemas;
using Slipway.Rest;

namespace Slipway.Launch;

/// <summary>The limits of this room, for the guide.</summary>
internal static class LaunchLimits
{
    public static readonly Limit[] All =
    [
        new("Definition of a job", JobDefinition.MaxBytes, LimitUnit.Bytes, ErrorCodes.JobInvalid),
        new("Configuration of a queue", QueueCheck.MaxConfigLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Schemas of a queue's template variables, together", TemplateVariables.MaxLength, LimitUnit.Characters, ErrorCodes.VariableInvalid),
        new("`resourceArgs` and `templateVariables` of an item, each", ResourceRules.MaxLength, LimitUnit.Characters, ErrorCodes.ResourceInvalid),
        new("Resource arguments of an item with its queue's configuration, variables filled in", ResourceRules.MaxLength, LimitUnit.Characters, ErrorCodes.ResourceInvalid),
        new("`overrides.runConfig` of an item", OverrideCheck.MaxConfig, LimitUnit.Characters, ErrorCodes.OverrideInvalid),
        new("`overrides.args` and `overrides.entryPoint` of an item, each", OverrideCheck.MaxArguments, LimitUnit.Count, ErrorCodes.OverrideInvalid),
        new("Artifacts that a run is given", ItemInputs.MaxInputs, LimitUnit.Count, ErrorCodes.OverrideInvalid),
        new("Argument that a job is started with, or variable with its name", ProgramSize.MaxText, LimitUnit.Bytes, ErrorCodes.OverrideInvalid),
        new("All arguments and variables that a job is started with", ProgramSize.MaxTotal, LimitUnit.Bytes, ErrorCodes.OverrideInvalid),
        new("Piece of a log that an agent sends", new LaunchOptions().MaxLogChunk, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Claims of one agent that wait at once", AgentClaims.MaxOpen, LimitUnit.Count, ErrorCodes.TooManyOpen),
        new("How long an agent has to sign a challenge", (long)AgentChallenges.Life.TotalSeconds, LimitUnit.Seconds, ErrorCodes.Unauthorized),
        new("Name of a queue", QueueCheck.MaxNameLength, LimitUnit.Characters, ErrorCodes.NameInvalid),
        new("Description of a queue, note of its pause", QueueCheck.MaxDescriptionLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Labels of a queue, and arguments that it allows, each", QueueCheck.MaxList, LimitUnit.Count, ErrorCodes.Invalid),
        new("Template variables of a queue", TemplateVariables.MaxVariables, LimitUnit.Count, ErrorCodes.VariableInvalid),
        new("Schemas in each other, in the `inputs` of a job or in a template variable", SchemaSubset.MaxDepth, LimitUnit.Count, "`job_invalid` or `variable_invalid`"),
        new("Arguments of a job, and words of its entry point, each", JobDefinition.MaxArguments, LimitUnit.Count, ErrorCodes.JobInvalid),
        new("`runName` of an item", OverrideCheck.MaxName, LimitUnit.Characters, ErrorCodes.Invalid),
        new("`dedupeKey` of an item", OverrideCheck.MaxDedupeKey, LimitUnit.Characters, ErrorCodes.Invalid),
        new("How often agents give an item back before it began", LeaseRules.MaxReturns, LimitUnit.Count, "the item fails"),
        new("Queues that a registration token names", AllowedQueues.MaxQueues, LimitUnit.Count, ErrorCodes.Invalid),
        new("How long a registration token is good", AgentTokenOperations.MaxLife, LimitUnit.Seconds, ErrorCodes.Invalid),
        new("Description of a registration token", AgentTokenOperations.MaxDescriptionLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Labels, runners and queues of an agent, each", AgentSessions.MaxListLength, LimitUnit.Count, ErrorCodes.Invalid),
        new("Queues that a claim names", AgentClaims.MaxQueues, LimitUnit.Count, ErrorCodes.Invalid),
        new("Items that a claim is given", AgentClaims.MaxSlots, LimitUnit.Count, ErrorCodes.Invalid),
        new("What all items of a claim are to be started with, together", ClaimTaking.MaxBytes, LimitUnit.Bytes, "the next claim is given the others"),
        new("Attempts in one heartbeat of an agent", AgentBeats.MaxAttempts, LimitUnit.Count, ErrorCodes.Invalid),
    ];
}
