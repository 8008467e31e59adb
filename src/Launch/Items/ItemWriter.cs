using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>Writes an item with its run, in the caller's transaction. Refuses before the first write.</summary>
internal sealed class ItemWriter(LaunchMetrics metrics, ItemBacklog backlog)
{
    /// <summary>The item, or the one that has its dedupe key already; <c>quota_exceeded</c>, <c>queue_full</c>. The queue is locked.</summary>
    public async Task<ItemId> WriteAsync(DatabaseTransaction tx, ItemPlan plan)
    {
        Refuse.If(backlog.Check(plan.Team.Id));
        var queue = plan.Queue;
        if (queue.Settings.MaxQueued is { } most && await tx.ScalarAsync<long>(EnqueueSql.CountQueued, new { queue = queue.Id }) >= most)
        {
            throw new RefusedException(new Refusal(ErrorCodes.QueueFull, $"{most} items wait in queue '{queue.Name}', and it takes no more. Try again later, or let an admin raise maxQueued."));
        }
        if (await tx.ScalarAsync<long?>(EnqueueSql.Insert, Arguments(plan)) is not { } id)
        {
            // Through another queue of the team, this very moment.
            return new ItemId(await tx.ScalarAsync<long>(EnqueueSql.FindDuplicate, new { team = plan.Team.Id, key = plan.DedupeKey }));
        }
        var item = new ItemId(id);
        var run = await RunLifecycle.PrepareAsync(tx, new LaunchedRun
        {
            Team = plan.Team,
            Project = plan.Project,
            Name = plan.Spec.RunName,
            Config = plan.Spec.RunConfig?.GetRawText(),
            Queue = queue.Name,
            Job = plan.Spec.Job,
            Automation = plan.Cause?.Automation,
            Event = plan.Cause?.Event,
            Depth = plan.Depth,
            By = plan.By,
        });
        await RunLifecycle.NoteItemAsync(tx, run.Id, id);
        foreach (var (version, name) in plan.Lineage)
        {
            await RunLifecycle.AddInputAsync(tx, run.Id, version, name);
        }
        var spec = plan.Spec with { Item = item.ToString(), Run = run.Key };
        await tx.ExecuteAsync(EnqueueSql.SetRun,
            new { item, run = run.Id, runKey = run.Key, spec = JsonSerializer.Serialize(spec, ApiJson.Default.AttemptSpecBody) });
        await ItemTimeline.AppendAsync(tx, item, null, null, ItemState.Queued, plan.By, Reason(plan));
        tx.Wake(LaunchTopics.Queued);
        tx.OnCommit(metrics.Enqueued);
        return item;
    }

    private static string? Reason(ItemPlan plan) => plan switch
    {
        { RerunOf: { } item } => $"repeats item {item}",
        { Cause: { } cause } => $"automation '{cause.Automation}' answered event {cause.Event}",
        _ => null,
    };

    private static object Arguments(ItemPlan plan) => new
    {
        team = plan.Team.Id,
        teamName = plan.Team.Name,
        queue = plan.Queue.Id,
        queueName = plan.Queue.Name,
        plan.Priority,
        job = plan.Spec.Job,
        plan.JobVersionId,
        project = plan.Project.Id,
        projectName = plan.Project.Name,
        inputs = JsonSerializer.Serialize(plan.Readable),
        plan.DedupeKey,
        automation = plan.Cause?.Automation,
        execution = plan.Cause?.Execution,
        cause = plan.Cause?.Event,
        rerunOf = plan.RerunOf?.Value,
        plan.Depth,
        maxAttempts = plan.Queue.Settings.LostPolicy == LostPolicy.Retry ? plan.Queue.Settings.MaxAttempts : 1,
        notBefore = plan.NotBefore is { } time ? InstantText.ToMicroseconds(time) : (long?)null,
        maxWait = plan.Queue.Settings.MaxWaitSeconds * 1_000_000L,
        plan.By,
        asked = JsonSerializer.Serialize(plan.Asked, AskedJson.Default.AskedArguments),
    };
}
