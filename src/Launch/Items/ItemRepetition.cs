using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>Queues once more what was queued before, under the queue's rules of today and the rights of whoever repeats it.</summary>
internal sealed class ItemRepetition(ItemWriter writer)
{
    /// <summary>Plans it, before the transaction: see <see cref="ItemEnqueuer.PrepareAsync"/>.</summary>
    public async Task<ReadyRepetition> PrepareAsync(DatabaseSession session, Actor actor, Team team, Item item)
    {
        var row = await QueueLookup.FindRowAsync(session, item.QueueId);
        return new ReadyRepetition(row, row is null ? default : await Outcome.OfAsync(() => PlanAsync(session, actor, team, item, row.ToQueue())));
    }

    public async Task<ItemId> RepeatAsync(DatabaseTransaction tx, Actor actor, Team team, Item item, ReadyRepetition ready)
    {
        if (await QueueLookup.LockRowAsync(tx, item.QueueId) is not { } queue)
        {
            throw new RefusedException(await QueueLookup.MissingAsync(tx, team, item.QueueName, ErrorCodes.QueueMissing));
        }
        var plan = queue == ready.Queue ? ready.Plan.Value : await PlanAsync(tx, actor, team, item, queue.ToQueue());
        return await writer.WriteAsync(tx, plan);
    }

    private static async Task<ItemPlan> PlanAsync(DatabaseSession session, Actor actor, Team team, Item item, Queue queue)
    {
        if (await ProjectLookup.FindAsync(session, team, item.ProjectName) is not { } project)
        {
            throw new RefusedException(new Refusal(ErrorCodes.ProjectMissing, $"The project '{item.ProjectName}' is gone."));
        }
        var spec = JsonSerializer.Deserialize(item.Spec, ApiJson.Default.AttemptSpecBody)!;
        // Items from before this was kept have nothing but what came of it then.
        var asked = item.Asked is { } text
            ? JsonSerializer.Deserialize(text, AskedJson.Default.AskedArguments)!
            : new AskedArguments { ResourceArgs = spec.ResourceArgs };
        var arguments = (item.Asked is null ? Unmerged(queue.Settings, spec.ResourceArgs) : asked.MergedWith(queue.Settings)).Value;
        if (OverrideCheck.CheckSize(spec, null) is { } tooLarge)
        {
            throw new RefusedException(new Refusal(tooLarge.Code, tooLarge.Detail));
        }
        var readable = JsonSerializer.Deserialize<long[]>(item.Inputs)!;
        // What somebody else could read is not for that reason the actor's to read.
        foreach (var version in readable)
        {
            var reference = ArtifactReference.Parse(new ArtifactVersionId(version).ToReference()).Value;
            await Refuse.InOtherWordsAsync(() => ResolveOperations.LocateAsync(session, actor, reference), _ => version == item.JobVersionId
                ? new Refusal(ErrorCodes.JobMissing, $"'{item.Job}' is gone, or you may not read it.")
                : new Refusal(ErrorCodes.OverrideInvalid, "An artifact that the run was given is gone, or you may not read it."));
        }
        return new ItemPlan
        {
            Team = team,
            Queue = queue,
            Project = project,
            Spec = spec with
            {
                Author = actor.Name,
                Resource = queue.Settings.Resource,
                ResourceArgs = arguments,
                StartTimeoutSeconds = queue.Settings.StartTimeoutSeconds,
                RunTimeoutSeconds = queue.Settings.RunTimeoutSeconds,
                CancelGraceSeconds = queue.Settings.CancelGraceSeconds,
                KillAtLeaseEnd = queue.Settings.LostPolicy == LostPolicy.Retry,
            },
            Asked = asked,
            JobVersionId = item.JobVersionId,
            Readable = readable,
            Lineage = Lineage(spec.Inputs),
            Priority = item.Priority,
            By = actor.Name,
            RerunOf = item.Id,
            Depth = actor.CauseDepth,
        };
    }

    private static Outcome<JsonElement?> Unmerged(QueueSettings queue, JsonElement? arguments) =>
        ResourceRules.Check(queue.Resource, arguments, queue.AllowedArguments) is { } refused ? refused : arguments;

    private static Dictionary<long, string> Lineage(IReadOnlyDictionary<string, string> inputs)
    {
        var lineage = new Dictionary<long, string>();
        foreach (var (name, reference) in inputs)
        {
            lineage.TryAdd(ArtifactReference.Parse(reference).Value.VersionId!.Value.Value, name);
        }
        return lineage;
    }
}

/// <summary>A repetition that was planned, and the queue for which it was; null when there was none.</summary>
internal sealed record ReadyRepetition(QueueRow? Queue, Outcome<ItemPlan> Plan);
