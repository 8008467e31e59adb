using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Events;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Actions;

/// <summary>The action <c>launch</c>: queues a run with the rendered overrides and the version that caused it (M17).</summary>
public sealed class LaunchDispatch(ItemEnqueuer items)
{
    /// <summary>How long a chain of causes may be: whoever launches on the runs of their own project would go on for ever.</summary>
    public const int MaxDepth = 8;

    /// <summary>The name of the input by which a run finds the version that caused it.</summary>
    public const string CausingVersion = "artifact_version";

    /// <summary>Queues the item, in the transaction that answers the event; a refusal leaves nothing behind.</summary>
    public async Task<Outcome<ItemId>> QueueAsync(
        DatabaseTransaction tx, Candidate candidate, RenderedPayload rendered, LoggedEvent happened, ExecutionId execution)
    {
        var queue = candidate.QueueId is { } id ? await QueueLookup.FindByIdAsync(tx, id) : null;
        if (queue is null || await TeamAccess.FindByIdAsync(tx, candidate.TeamId) is not { } team)
        {
            return new Refusal(ErrorCodes.QueueMissing, "The queue was deleted.");
        }
        // No secret is in it: saving refuses those.
        var overrides = OverridesText.Read(rendered.Masked());
        if (overrides.IsRefused(out var refusal))
        {
            return refusal;
        }
        var depth = happened.Depth + 1;
        return await items.EnqueueAsync(tx, StandIn.For(candidate.TeamId, candidate.SavedBy, depth), new NewItem
        {
            Team = team,
            Queue = queue.Name,
            Request = new EnqueueItemRequest
            {
                Job = candidate.Job!,
                JobVersion = candidate.JobVersion,
                Project = candidate.Project!,
                Overrides = await WithCauseAsync(tx, overrides.Value, happened),
                DedupeKey = ItemEnqueuer.KeyOf(execution.ToString()),
            },
            Cause = new ItemCause(candidate.Name, execution.Value, happened.Id.Value),
            Depth = depth,
        });
    }

    /// <summary>What was rendered as overrides, if it can be those; <c>override_invalid</c>.</summary>
    internal static Outcome<RenderedPayload> AsOverrides(Outcome<RenderedPayload> rendered)
    {
        if (rendered.IsRefused(out var refusal))
        {
            return refusal.Code == ErrorCodes.TemplateInvalid ? new Refusal(ErrorCodes.OverrideInvalid, refusal.Detail, refusal.Errors) : refusal;
        }
        return OverridesText.Read(rendered.Value.Masked()).IsRefused(out var wrong) ? wrong : rendered;
    }

    // Named by the overrides or not, the run is given what caused it; a version that is gone by now is nothing to give.
    private static async Task<OverridesBody> WithCauseAsync(DatabaseSession session, OverridesBody overrides, LoggedEvent happened)
    {
        if (happened.ArtifactVersionId is not { } number || await VersionLookup.FindByIdAsync(session, new ArtifactVersionId(number)) is not { } version)
        {
            return overrides;
        }
        var artifacts = overrides.Artifacts is { } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : [];
        var name = artifacts.ContainsKey(CausingVersion) ? "event_" + CausingVersion : CausingVersion;
        artifacts.TryAdd(name, version.Id.ToReference());
        return overrides with { Artifacts = JsonElement.Parse(artifacts.ToJsonString()) };
    }
}
