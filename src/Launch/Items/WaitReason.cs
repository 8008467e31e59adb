using Slipway.Api.Queues;
using Slipway.Launch.Queues;

namespace Slipway.Launch.Items;

/// <summary>Why a queued item waits: the first that holds, in the order of <see cref="WaitReasons"/>. Pure.</summary>
internal static class WaitReason
{
    /// <param name="notBefore">Null for at once.</param>
    /// <param name="now">By the database's clock.</param>
    public static string Of(QueueStanding standing, DateTimeOffset? notBefore, DateTimeOffset now)
    {
        var settings = standing.Queue.Settings;
        if (settings.Paused)
        {
            return WaitReasons.QueuePaused;
        }
        return notBefore > now ? WaitReasons.NotBefore : OfReady(standing);
    }

    /// <summary>Why one waits whose time has come, in a queue that is not paused.</summary>
    public static string OfReady(QueueStanding standing)
    {
        if (standing.Agents.Count == 0)
        {
            return WaitReasons.NoAgent;
        }
        if (!standing.Fitting.Any())
        {
            return WaitReasons.LabelMismatch;
        }
        return standing.Active >= standing.Queue.Settings.MaxConcurrency ? WaitReasons.QueueLimit : WaitReasons.AgentsBusy;
    }
}
