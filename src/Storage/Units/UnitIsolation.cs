using Microsoft.Extensions.Logging;

namespace Slipway.Storage.Units;

/// <summary>
/// Decides whose fault a failure is, and what becomes of a unit that goes on failing (ADR 0011): a unit of one team never
/// holds up another's.
/// </summary>
public sealed partial class UnitIsolation(
    Database database, IEnumerable<ISetAsideFollower> followers, WorkMetrics metrics, TimeProvider time, ILogger<UnitIsolation> logger)
{
    private readonly ISetAsideFollower[] _followers = [.. followers];

    /// <summary>The units of one worker that failed lately, remembered while the process lives.</summary>
    public IsolatedUnits For(string worker) => new(database, this, worker, time);

    /// <summary>
    /// Whether a failure is the unit's own. It is not while the database is away, and not when the work was cancelled: then
    /// nothing is counted against the unit, and the round fails as a whole.
    /// </summary>
    public async Task<bool> IsToBlameAsync(Exception failure, CancellationToken ct)
    {
        if (ct.IsCancellationRequested || database.IsAway(failure))
        {
            return false;
        }
        try
        {
            _ = await database.NowAsync(ct);
            return true;
        }
        catch (Exception away) when (away is not OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Notes one more failed try of a unit.</summary>
    public UnitFailure Note(string worker, WorkUnit unit, int tries, Exception failure)
    {
        var noted = UnitFailure.Of(worker, unit);
        metrics.Failed(worker);
        if (tries is > 1 && tries < UnitTries.Most)
        {
            // The first and the last say it all.
            UnitFailedAgain(logger, worker, unit.What, unit.Team, tries, noted.TraceId, failure.Message);
        }
        else
        {
            UnitFailed(logger, worker, unit.What, unit.Team, tries, noted.TraceId, failure);
        }
        return noted;
    }

    /// <summary>Tells, in the transaction that gives the unit up, those who should know.</summary>
    public async Task SetAsideAsync(DatabaseTransaction tx, UnitFailure failure)
    {
        foreach (var follower in _followers)
        {
            await follower.ToldAsync(tx, failure);
        }
        tx.OnCommit(() => SetAsideUntold(failure));
    }

    /// <summary>Counts and logs a unit that is given up, where nobody else can be told.</summary>
    public void SetAsideUntold(UnitFailure failure)
    {
        metrics.SetAside(failure.Worker);
        WasSetAside(logger, failure.Worker, failure.Unit.What, failure.Unit.Team, failure.TraceId);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "unit.failed {Worker} {Unit} team={Team} try={Tries} trace={Trace}")]
    private static partial void UnitFailed(ILogger logger, string worker, string unit, long? team, int tries, string trace, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "unit.failed {Worker} {Unit} team={Team} try={Tries} trace={Trace}: {Why}")]
    private static partial void UnitFailedAgain(ILogger logger, string worker, string unit, long? team, int tries, string trace, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "unit.set_aside {Worker} {Unit} team={Team} trace={Trace}")]
    private static partial void WasSetAside(ILogger logger, string worker, string unit, long? team, string trace);
}
