using System.Net;
using Slipway.Agent.Logs;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Sessions;
using Slipway.Agent.Settings;
using Slipway.Agent.Sources;
using Slipway.Agent.Spool;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Attempts;

/// <summary>What attempts are worked on with.</summary>
internal sealed record AttemptTools
{
    public required ServerSession Session { get; init; }

    public required IReadOnlyDictionary<string, IRunner> Runners { get; init; }

    public required CodeSource Code { get; init; }

    public required LocalPolicy Policy { get; init; }

    public required BackendHealth Health { get; init; }

    public required AgentEnvironment Environment { get; init; }

    public required Journal Journal { get; init; }

    public required TimeProvider Time { get; init; }
}

/// <summary>
/// The way of one attempt from its claim, or from where an earlier process left it, to the server's answer that it ended.
/// Each step leaves its mark in the attempt's folder before the next is taken.
/// </summary>
internal sealed class AttemptWork(AttemptTools tools, AttemptBook book)
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TidyPatience = TimeSpan.FromSeconds(5);

    /// <summary>Works until the attempt is over for this host. <paramref name="ct"/> leaves everything as it is, to go on later.</summary>
    public async Task RunAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        try
        {
            var result = attempt.Folder.Result is { } known ? await WithRestOfLogAsync(attempt, known, ct) : await ResultAsync(attempt, ct);
            var isGone = result is not null && !attempt.IsAbandoned && !IsEndOfProgram(result);

            // Once it is told another may start it: nothing of it may run then, or begin to.
            var isTidy = isGone && await EndForGoodAsync(attempt, ct);

            if (result is not null && !attempt.IsAbandoned)
            {
                await FinishAsync(attempt.Spec.Id, attempt.Spec.Fence, result, ct);
                attempt.IsOver = true;
                tools.Journal.Say($"{attempt.Folder.Name} {result.Outcome}{(result.Reason is null ? "" : $" ({result.Reason})")}");
            }
            else
            {
                tools.Journal.Say($"{attempt.Folder.Name} given up: it is not this agent's any more");
            }

            attempt.IsOver = true;
            await attempt.Killing;
            isTidy = isGone ? isTidy : await TidyAsync(attempt, ct);
            if (isTidy || !attempt.MayRun)
            {
                await attempt.Folder.RemoveAsync();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The next process goes on with it.
        }
        catch (SessionReplacedException)
        {
            // The process that took over goes on with it.
        }
        catch (Exception e)
        {
            tools.Journal.Warn($"{attempt.Folder.Name} was left in {attempt.Folder.FullPath}: {e}");
        }
        finally
        {
            attempt.IsOver = true;
            book.Remove(attempt);
        }
    }

    /// <summary>Tells the server about the end, until it answers.</summary>
    public async Task FinishAsync(string id, long fence, AttemptResult result, CancellationToken ct)
    {
        var request = new FinishAttemptRequest
        {
            Fence = fence,
            Outcome = result.Outcome,
            ExitCode = result.ExitCode,
            Reason = result.Reason,
        };
        try
        {
            await UntilAnsweredAsync(stop => tools.Session.CallAsync((client, s) => client.FinishAsync(id, request, s), stop), ct);
        }
        catch (SlipwayApiException refused)
        {
            tools.Journal.Warn($"the server did not take the end of attempt {id}: {refused.Message} ({refused.Code})");
        }
    }

    /// <summary>Ends an attempt at once, with all that is left of it on its backend; returns without waiting for that.</summary>
    public async Task AbandonAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        if (attempt.IsAbandoned)
        {
            return;
        }

        attempt.Killing = Task.Run(() => EndForGoodAsync(attempt, ct), ct);
        await attempt.AbandonAsync();
    }

    private async Task<AttemptResult?> ResultAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        AttemptResult? result;
        try
        {
            result = attempt.IsFromBefore ? await AttachAsync(attempt, ct) : await BeginAsync(attempt, ct);
        }
        catch (StartFailedException e)
        {
            result = Outcomes.StartFailed(e.Message);
        }
        catch (StartTimeoutException e)
        {
            result = Outcomes.StartTimeout(e.Message);
        }
        catch (BackendAwayException e)
        {
            tools.Health.StartedNothing(EnumWords.Of(attempt.Spec.Resource), e.Message);
            result = Outcomes.NotStarted(e.Message);
        }
        catch (LeaseOverException)
        {
            result = Outcomes.LeaseOver;
        }
        catch (OperationCanceledException) when (attempt.Preparing.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            result = Outcomes.Cancelled;
        }
        catch (Exception e) when (e is not (OperationCanceledException or SessionReplacedException))
        {
            // A full disk, or a bug: the attempt must not stay open for ever.
            tools.Journal.Warn($"{attempt.Folder.Name} failed in the agent: {e}");
            result = Outcomes.Refused("agent_error", e.Message);
        }

        if (result is not null && Directory.Exists(attempt.Folder.FullPath))
        {
            attempt.Folder.Result = result;
        }

        return result;
    }

    /// <summary>Starts it, if it may be started; null when it is not ours.</summary>
    private async Task<AttemptResult?> BeginAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        var spec = attempt.Spec;
        if (tools.Policy.Refusal(spec) is { } refusal)
        {
            return Outcomes.Refused("policy", refusal);
        }

        if (RunnerOf(spec) is not { } runner)
        {
            return Outcomes.StartFailed($"this agent starts nothing on '{EnumWords.Of(spec.Resource)}'.");
        }

        if (spec is { Resource: QueueResource.Process, SourceType: JobSources.Image })
        {
            return Outcomes.StartFailed("the job is an image, and the queue starts processes: use a queue for containers.");
        }

        using var preparing = CancellationTokenSource.CreateLinkedTokenSource(attempt.Preparing, ct);
        try
        {
            await UntilAnsweredAsync(
                stop => tools.Session.CallAsync((client, s) => client.StartAsync(spec.Id, spec.Fence, s), stop), preparing.Token);
        }
        catch (SlipwayApiException refused)
        {
            return refused is { Status: HttpStatusCode.Conflict, Code: ErrorCodes.CancelRequested } ? Outcomes.Cancelled : null;
        }

        attempt.State = "starting";
        await UntilAnsweredAsync(stop => tools.Code.FetchAsync(spec, attempt.Folder.WorkFolder, stop), preparing.Token);
        preparing.Token.ThrowIfCancellationRequested();

        var variables = spec.Resource == QueueResource.Process
            ? JobEnvironment.OfProcess(spec, tools.Session.Server, attempt.Folder.WorkFolder, tools.Policy, tools.Environment)
            : JobEnvironment.Contract(spec, tools.Session.Server);
        if (ProgramSize.Find(spec.Command, variables) is { } fault)
        {
            return Outcomes.StartFailed(fault.Detail);
        }

        var start = new JobStart
        {
            Spec = spec,
            Environment = variables,
            Preparing = preparing.Token,
            Since = attempt.Since,
            Waits = words => Waits(attempt, words),
        };
        IRunningJob job;
        try
        {
            job = await runner.StartAsync(attempt.Folder, start, ct);
        }
        finally
        {
            attempt.MayRun = start.MayRun;
        }

        tools.Health.Started(EnumWords.Of(spec.Resource));
        tools.Journal.Say($"{attempt.Folder.Name} started: {spec.Job} of queue {spec.Queue}");
        return await WatchAsync(attempt, job, ct);
    }

    private async Task<AttemptResult?> AttachAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        if (RunnerOf(attempt.Spec) is not { } runner)
        {
            return Outcomes.Refused("agent_error", $"the agent was started again without its runner '{EnumWords.Of(attempt.Spec.Resource)}'.");
        }

        if (await runner.AttachAsync(attempt.Folder, ct) is not { } job)
        {
            return attempt.Folder.MayHaveBegun
                ? Outcomes.Interrupted("the agent was started again and finds no trace of the job.")
                : Outcomes.NotStarted("the agent ended before it had started the job.");
        }

        tools.Journal.Say($"{attempt.Folder.Name} attached again");
        return await WatchAsync(attempt, job, ct);
    }

    private async Task<AttemptResult?> WatchAsync(TrackedAttempt attempt, IRunningJob job, CancellationToken ct)
    {
        attempt.MayRun = true;
        await attempt.StartedAsync(job, book.Changed, ct);
        if (attempt.IsAbandoned)
        {
            attempt.Killing = Task.Run(() => EndForGoodAsync(attempt, ct), ct);
        }

        var shipped = ShipAsync(attempt, job.FollowLogAsync(ct), ct);
        var result = Outcomes.Of(await job.WaitAsync(ct), attempt.Spec);
        attempt.Folder.Result = result;
        try
        {
            await shipped;
        }
        catch (OperationCanceledException) when (attempt.IsAbandoned)
        {
            return null;
        }
        catch (IOException e)
        {
            tools.Journal.Warn($"{attempt.Folder.Name}: the rest of its log is lost: {e.Message}");
        }

        return result;
    }

    /// <summary>
    /// The result that an earlier process had found, after what it had not sent any more of the log: once the server knows the
    /// end, it takes no more of it.
    /// </summary>
    private async Task<AttemptResult> WithRestOfLogAsync(TrackedAttempt attempt, AttemptResult result, CancellationToken ct)
    {
        try
        {
            var job = RunnerOf(attempt.Spec) is { } runner ? await runner.AttachAsync(attempt.Folder, ct) : null;
            await ShipAsync(attempt, job?.FollowLogAsync(ct) ?? Task.CompletedTask, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is not SessionReplacedException)
        {
            tools.Journal.Warn($"{attempt.Folder.Name}: the rest of its log is lost: {e.Message}");
        }

        return result;
    }

    /// <summary>Sends the log until the job prints nothing any more and the server has all of it.</summary>
    private async Task ShipAsync(TrackedAttempt attempt, Task printed, CancellationToken ct)
    {
        var masker = new SecretMasker(JobEnvironment.Secrets(attempt.Spec, tools.Policy, tools.Environment), [attempt.Spec.JobKey]);
        using var log = new MaskedLog(attempt.Folder, masker);
        using var shipping = CancellationTokenSource.CreateLinkedTokenSource(attempt.Abandoned, ct);
        var shipper = new LogShipper(tools.Session, log, attempt.Spec.Id, attempt.Spec.Fence, attempt.LogSent, tools.Time);
        await shipper.RunAsync(printed, shipping.Token);
    }

    /// <summary>Whether the program was there and has ended, as the backend told: then nothing of it can begin any more.</summary>
    private static bool IsEndOfProgram(AttemptResult result) =>
        result.Outcome == AttemptOutcomes.Succeeded || (result.Outcome != AttemptOutcomes.Lost && result.ExitCode is not null);

    /// <summary>
    /// Returns once nothing of it runs any more, nor can begin to. Where nobody starts it again, what cannot be ended now is
    /// left to the search for orphans after a minute: then false, and the folder stays, which knows where to look.
    /// </summary>
    private async Task<bool> EndForGoodAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        if (RunnerOf(attempt.Spec) is not { } runner)
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (!attempt.MayRun || !attempt.Spec.KillAtLeaseEnd)
        {
            limit.CancelAfter(attempt.MayRun ? EndPatience : TidyPatience);
        }

        var backoff = new Patience(tools.Time);
        while (true)
        {
            try
            {
                await runner.RemoveAsync(attempt.Folder, limit.Token);
                return true;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && (limit.IsCancellationRequested || !attempt.MayRun))
            {
                tools.Journal.Warn($"{attempt.Folder.Name}: what is left of it is ended later: {e.Message}");
                return false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (backoff.Failures == 0)
                {
                    tools.Journal.Warn($"{attempt.Folder.Name} cannot be ended yet: {e.Message}");
                }

                await Task.WhenAny(backoff.PauseAsync(e, limit.Token));
            }
        }
    }

    /// <summary>Removes what is left of a job that has ended. False when that is not possible now: as above.</summary>
    private async Task<bool> TidyAsync(TrackedAttempt attempt, CancellationToken ct)
    {
        if (RunnerOf(attempt.Spec) is not { } runner)
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(EndPatience);
        try
        {
            await runner.RemoveAsync(attempt.Folder, limit.Token);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            tools.Journal.Warn($"{attempt.Folder.Name}: what is left of it is removed later: {e.Message}");
            return false;
        }
    }

    private void Waits(TrackedAttempt attempt, string? words)
    {
        attempt.Waiting = words;
        book.Changed();
    }

    private IRunner? RunnerOf(AttemptSpecBody spec) => tools.Runners.GetValueOrDefault(EnumWords.Of(spec.Resource));

    private Task UntilAnsweredAsync(Func<CancellationToken, Task> call, CancellationToken ct) =>
        new Patience(tools.Time).UntilAnsweredAsync(call, ct);
}
