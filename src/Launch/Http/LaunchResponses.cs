using System.Globalization;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Storage;

namespace Slipway.Launch.Http;

/// <summary>The room's records as the wire shows them.</summary>
internal static class LaunchResponses
{
    public static QueueResponse Of(QueueStanding standing) => new(standing.Queue.Settings)
    {
        Id = standing.Queue.Id.ToString(),
        Team = standing.Queue.TeamName,
        Queued = standing.Queued,
        Active = standing.Active,
        LiveAgents = standing.Fitting.Count(),
        Warning = standing.Warning,
        CreatedBy = standing.Queue.CreatedBy,
        CreatedAt = standing.Queue.CreatedAt,
        UpdatedAt = standing.Queue.UpdatedAt,
    };

    public static ItemResponse Of(ItemStanding standing)
    {
        var item = standing.Item;
        var (job, version) = SplitJob(item.Job);
        return new()
        {
            Id = item.Id.ToString(),
            Team = item.TeamName,
            Queue = item.QueueName,
            State = EnumText.Of(item.State),
            Reason = standing.Waits ?? item.Reason,
            Priority = item.Priority,
            Job = job,
            JobVersion = version,
            Project = item.ProjectName,
            Run = item.RunKey,
            Agent = item.AgentName,
            Attempts = item.Attempts,
            CancelRequested = item.CancelRequestedAt is not null,
            Cause = CauseOf(item),
            CreatedBy = item.CreatedBy,
            CreatedAt = item.CreatedAt,
            StartedAt = item.StartedAt,
            EndedAt = item.EndedAt,
            ExitCode = item.ExitCode,
        };
    }

    public static ItemDetailResponse Of(ItemDetail detail)
    {
        var item = detail.Standing.Item;
        var (job, version) = SplitJob(item.Job);
        var spec = JsonSerializer.Deserialize(item.Spec, ApiJson.Default.AttemptSpecBody)!;
        return new()
        {
            Id = item.Id.ToString(),
            Team = item.TeamName,
            Queue = item.QueueName,
            State = EnumText.Of(item.State),
            Reason = detail.Standing.Waits ?? item.Reason,
            Priority = item.Priority,
            Job = job,
            JobVersion = version,
            Project = item.ProjectName,
            Run = item.RunKey,
            Agent = item.AgentName,
            Attempts = item.Attempts,
            CancelRequested = item.CancelRequestedAt is not null,
            Cause = CauseOf(item),
            CreatedBy = item.CreatedBy,
            CreatedAt = item.CreatedAt,
            StartedAt = item.StartedAt,
            EndedAt = item.EndedAt,
            ExitCode = item.ExitCode,
            Overrides = Resolved(spec),
            ResourceArgs = spec.ResourceArgs,
            Tries = [.. detail.Tries.Select(Of)],
            Timeline = [.. detail.Timeline.Select(Of)],
        };
    }

    public static AgentResponse Of(SeenAgent agent) => new()
    {
        Id = agent.Id.ToString(),
        Name = agent.Name,
        State = agent.State,
        Host = agent.Host,
        Version = agent.Version,
        Labels = agent.Labels,
        Runners = agent.Runners,
        Queues = agent.Queues,
        AllowedQueues = agent.AllowedQueues.Names,
        RefusedQueues = agent.RefusedQueues,
        Slots = agent.Slots,
        Active = agent.Active,
        Draining = agent.Draining,
        LastSeenAt = agent.LastSeenAt,
        CreatedAt = agent.CreatedAt,
    };

    public static AgentTokenResponse Of(AgentToken token) => new()
    {
        Id = token.Id.ToString(CultureInfo.InvariantCulture),
        Description = token.Description,
        Queues = token.Queues.Names,
        AgentName = token.AgentName,
        Reusable = token.Reusable,
        UsedAt = token.UsedAt,
        ExpiresAt = token.ExpiresAt,
        CreatedBy = token.CreatedBy,
        CreatedAt = token.CreatedAt,
    };

    public static CreatedAgentTokenResponse Of(NewAgentToken token) => new()
    {
        Id = token.Token.Id.ToString(CultureInfo.InvariantCulture),
        Token = token.Text,
        Queues = token.Token.Queues.Names,
        MissingQueues = token.MissingQueues,
        AgentName = token.Token.AgentName,
        ExpiresAt = token.Token.ExpiresAt,
    };

    public static QueueStatisticsResponse Of(QueueStatistics statistics) => new()
    {
        Depth = statistics.Depth,
        OldestWaitSeconds = statistics.OldestWait?.TotalSeconds,
        Active = statistics.Active,
        Slots = statistics.Slots,
        Utilisation = statistics.Slots == 0 ? null : Math.Min(1.0, (double)statistics.Active / statistics.Slots),
        Minutes = [.. statistics.Minutes.Select(Of)],
        Errors = [.. statistics.Errors.Select(Of)],
    };

    private static QueueMinuteResponse Of(QueueMinute minute) => new()
    {
        At = InstantText.FromMicroseconds(minute.Minute),
        Enqueued = minute.Enqueued,
        Claimed = minute.Claimed,
        Succeeded = minute.Succeeded,
        Failed = minute.Failed,
        Cancelled = minute.Cancelled,
        Lost = minute.Lost,
        ClaimP50Milliseconds = Milliseconds(minute.ClaimP50),
        ClaimP99Milliseconds = Milliseconds(minute.ClaimP99),
        StartP50Milliseconds = Milliseconds(minute.StartP50),
        StartP99Milliseconds = Milliseconds(minute.StartP99),
    };

    private static ItemAttemptResponse Of(ItemAttempt attempt) => new()
    {
        Attempt = attempt.Number,
        Agent = attempt.Agent,
        State = attempt.State,
        ClaimedAt = attempt.ClaimedAt,
        StartedAt = attempt.StartedAt,
        RunningAt = attempt.RunningAt,
        EndedAt = attempt.EndedAt,
        LeaseUntil = attempt.EndedAt is null ? attempt.LeaseUntil : null,
        ExitCode = attempt.ExitCode,
        Reason = attempt.Reason,
        BackendRef = attempt.BackendRef,
    };

    private static ItemTransitionResponse Of(ItemTransition step) => new()
    {
        From = step.FromState,
        To = step.ToState,
        Attempt = step.Attempt,
        At = step.At,
        Actor = step.Actor,
        Reason = step.Reason,
    };

    // Entry point and arguments were joined when the item was queued: an agent knows one command.
    private static OverridesBody? Resolved(AttemptSpecBody spec) =>
        spec.RunConfig is null && spec.Inputs.Count == 0 && spec.Command.Count == 0
            ? null
            : new OverridesBody
            {
                RunConfig = spec.RunConfig,
                EntryPoint = spec.Command.Count == 0 ? null : spec.Command,
                Artifacts = spec.Inputs.Count == 0
                    ? null
                    : JsonSerializer.SerializeToElement(spec.Inputs.ToDictionary(input => input.Key, input => input.Value)),
            };

    private static ItemCauseResponse? CauseOf(Item item) =>
        item.CauseAutomation is null && item.RerunOf is null
            ? null
            : new ItemCauseResponse
            {
                Automation = item.CauseAutomation,
                Execution = item.CauseExecution?.ToString(CultureInfo.InvariantCulture),
                Event = item.CauseEvent?.ToString(CultureInfo.InvariantCulture),
                RerunOf = item.RerunOf?.ToString(),
            };

    private static (string Job, string Version) SplitJob(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return (reference[..colon], reference[(colon + 1)..]);
    }

    private static double? Milliseconds(long? microseconds) => microseconds / 1_000.0;
}
