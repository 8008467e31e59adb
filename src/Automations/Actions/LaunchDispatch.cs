using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
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

    /// <summary>Plans the item that answers an event, before the transaction that does.</summary>
    public async Task<Outcome<ReadyItem>> PrepareAsync(
        DatabaseSession session, AutomationVersion version, LaunchAction launch, Outcome<RenderedPayload> rendered, LoggedEvent happened, CancellationToken ct)
    {
        var overrides = OverridesOf(rendered);
        if (overrides.IsRefused(out var refusal))
        {
            return refusal;
        }
        if (await QueueOfAsync(session, version) is not { } queue || await TeamAccess.FindByIdAsync(session, version.TeamId) is not { } team)
        {
            return Gone;
        }
        return await items.PrepareAsync(session, ActorOf(version, happened), new NewItem
        {
            Team = team,
            Queue = queue.Name,
            Request = new EnqueueItemRequest
            {
                Job = launch.Job!,
                JobVersion = launch.JobVersion,
                Project = launch.Project!,
                Overrides = await WithCauseAsync(session, overrides.Value, happened),
            },
            Depth = happened.Depth + 1,
        }, ct);
    }

    /// <summary>Queues the item, in the transaction that answers the event; a refusal leaves nothing behind.</summary>
    public async Task<Outcome<ItemId>> QueueAsync(
        DatabaseTransaction tx, AutomationVersion version, ReadyItem ready, LoggedEvent happened, ExecutionId execution) =>
        await QueueOfAsync(tx, version) is null
            ? Gone
            : await items.EnqueueAsync(tx, ActorOf(version, happened), ready.CausedBy(
                new ItemCause(version.Name, execution.Value, happened.Id.Value), ItemEnqueuer.KeyOf(execution.ToString())));

    /// <summary>What was rendered, if it can be overrides; <c>override_invalid</c>.</summary>
    internal static Outcome<RenderedPayload> AsOverrides(Outcome<RenderedPayload> rendered) =>
        OverridesOf(rendered).IsRefused(out var wrong) ? wrong : rendered;

    private static Refusal Gone => new(ErrorCodes.QueueMissing, "The queue was deleted.");

    private static Actor ActorOf(AutomationVersion version, LoggedEvent happened) => StandIn.For(version.TeamId, version.SavedBy, happened.Depth + 1);

    private static async Task<Queue?> QueueOfAsync(DatabaseSession session, AutomationVersion version) =>
        version.QueueId is { } id ? await QueueLookup.FindByIdAsync(session, id) : null;

    private static Outcome<OverridesBody> OverridesOf(Outcome<RenderedPayload> rendered)
    {
        if (rendered.IsRefused(out var refusal))
        {
            return refusal.Code == ErrorCodes.TemplateInvalid ? new Refusal(ErrorCodes.OverrideInvalid, refusal.Detail, refusal.Errors) : refusal;
        }
        // No secret is in it: saving refuses those.
        return OverridesText.Read(rendered.Value.Masked());
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
