using System.Runtime.CompilerServices;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Runs.Logs;

/// <summary>The console log of a run: appended, read, followed.</summary>
public sealed class LogOperations(Database database, RunLifecycle lifecycle, TeamStorage storage, WakeSignal signal, TimeProvider time)
{
    /// <summary>Bytes in one request.</summary>
    public const int MaxPiece = 1 << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Appends; answers how long the log is now. <c>log_offset</c> with <c>expected</c> when the log does not end at
    /// <paramref name="offset"/>: the bytes came twice, or some before them did not come; <c>too_large</c> beyond
    /// <see cref="RunLog.MaxBytes"/>, where the log is cut; <c>quota_exceeded</c>.
    /// </summary>
    /// <param name="offset">Where the bytes belong; null for the end, wherever it is.</param>
    [Operation(Permission.Publish)]
    public Task<Outcome<long>> AppendAsync(Actor actor, RunAddress address, long? offset, byte[] content, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var place = await database.ReadAsync(
                session => ProjectAccess.RequireAsync(session, actor, address.Team, address.Project, Permission.Publish), ct);
            using var hold = await storage.HoldAsync(place.Team.Id, content.Length, ct);
            var end = await database.WriteAsync(tx => AppendAsync(tx, actor, address, offset, content), ct);
            // What does not fit is refused, and cut in the log for all to see: that stays.
            if (RunLog.IsCut(end))
            {
                throw new RefusedException(new Refusal(ErrorCodes.TooLarge,
                    $"The log of a run keeps {RunLog.MaxBytes} bytes; this one is full, and ends with a line that says so. Write long output into a file."));
            }
            hold.Stored(content.Length);
            return end;
        });

    /// <summary>The run whose log is to be read; <c>not_found</c> or <c>forbidden</c> before the first byte is sent.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<Run>> OpenAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.AskAsync(session => RunLookup.RequireAsync(session, actor, address, Permission.Read), ct);

    /// <summary>The parts of the log as it stands, from an offset on.</summary>
    /// <param name="run">From <see cref="OpenAsync"/>.</param>
    /// <param name="limit">Bytes at most; null for all there are now.</param>
    [Operation(Permission.None)]
    public async IAsyncEnumerable<byte[]> ReadAsync(Run run, long offset, long? limit, [EnumeratorCancellation] CancellationToken ct)
    {
        var left = Math.Min(limit ?? long.MaxValue, run.LogBytes - offset);
        while (left > 0)
        {
            var part = await PartAsync(run.Id, offset, left, ct);
            if (part.Bytes.Length == 0)
            {
                yield break;
            }
            yield return part.Bytes;
            offset += part.Bytes.Length;
            left -= part.Bytes.Length;
        }
    }

    /// <summary>
    /// The parts of the log as they come, until the run has ended. An empty part comes every second in which nothing else
    /// does, so that the reader may look up.
    /// </summary>
    /// <param name="run">From <see cref="OpenAsync"/>.</param>
    [Operation(Permission.None)]
    public async IAsyncEnumerable<byte[]> FollowAsync(Run run, long offset, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var grown = signal.NextWake(RunLog.Grown);
            var part = await PartAsync(run.Id, offset, long.MaxValue, ct);
            offset += part.Bytes.Length;
            yield return part.Bytes;
            if (part.IsComplete)
            {
                yield break;
            }
            if (part.Bytes.Length == 0)
            {
                await WaitAsync(grown, ct);
            }
        }
    }

    private async Task<long> AppendAsync(DatabaseTransaction tx, Actor actor, RunAddress address, long? offset, byte[] content)
    {
        var run = await lifecycle.RequireOpenAsync(tx, actor, address);
        if (offset is { } given && given != run.LogBytes)
        {
            throw new RefusedException(new Refusal(ErrorCodes.LogOffset, $"The log ends at {run.LogBytes}, not at {given}. Send what lies beyond {run.LogBytes}.",
                Facts: new Dictionary<string, object?> { ["expected"] = run.LogBytes }));
        }
        return await RunLog.AppendAsync(tx, run.Id, content);
    }

    private Task<LogPart> PartAsync(RunId run, long offset, long most, CancellationToken ct) =>
        database.ReadAsync(session => LogReader.ReadAsync(session, run, offset, most), ct);

    private async Task WaitAsync(Task grown, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(grown, Task.Delay(LookEvery, time, waiting.Token));
        await waiting.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }
}
