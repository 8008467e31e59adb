using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Writes completions down, gathered for as long as one transaction takes (performance 8.1): whoever finds no writer at
/// work becomes it, those who come meanwhile wait for the next round. Where a batch cannot be written, each is by itself
/// (ADR 0011), so that one that cannot be keeps no other waiting.
/// </summary>
internal sealed partial class CompletionWriter(
    Database database, CompletionRecorder recorder, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<CompletionWriter> logger)
{
    private const int MaxBatch = 128;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)];

    private readonly Lock _gate = new();
    private readonly Queue<(Completion Completion, TaskCompletionSource Done)> _waiting = [];
    private bool _isWriting;

    /// <summary>Ends when it is committed. Fails only when the database stayed away for longer than the pauses; then the lease gives it back.</summary>
    public Task WriteAsync(Completion completion)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((completion, done));
            if (_isWriting)
            {
                return done.Task;
            }
            _isWriting = true;
        }
        _ = Task.Run(WriteAllAsync);
        return done.Task;
    }

    private async Task WriteAllAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                await WriteBatchAsync([.. batch.Select(entry => entry.Completion)]);
                batch.ForEach(entry => entry.Done.TrySetResult());
            }
            catch (Exception failure) when (!database.IsAway(failure))
            {
                // One of them is to blame. The next batch does not wait for it.
                batch.ForEach(entry => _ = Task.Run(() => WriteAloneAsync(entry.Completion, entry.Done)));
            }
            catch (Exception failure)
            {
                NotWritten(logger, batch.Count, failure);
                batch.ForEach(entry => entry.Done.TrySetException(failure));
            }
        }
    }

    private List<(Completion Completion, TaskCompletionSource Done)>? TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<(Completion, TaskCompletionSource)>();
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var entry))
            {
                batch.Add(entry);
            }
            _isWriting = batch.Count > 0;
            return _isWriting ? batch : null;
        }
    }

    /// <summary>Writes a batch, and waits for a database that is away.</summary>
    private async Task WriteBatchAsync(IReadOnlyList<Completion> batch)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await RecordAsync(tx => recorder.RecordAsync(tx, batch));
                return;
            }
            catch (Exception failure) when (round < Pauses.Length && database.IsAway(failure) && failure is not ObjectDisposedException)
            {
                WillRepeat(logger, batch.Count, failure);
                await Task.Delay(Pauses[round], time);
            }
        }
    }

    private async Task WriteAloneAsync(Completion completion, TaskCompletionSource done)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                var blamed = await TryAloneAsync(completion, tries);
                if (blamed is null)
                {
                    break;
                }
                if (UnitTries.PauseAfter(tries) is not { } pause)
                {
                    await GiveUpAsync(completion, blamed);
                    break;
                }
                await Task.Delay(pause, time);
            }
            done.TrySetResult();
        }
        catch (Exception failure)
        {
            NotWritten(logger, 1, failure);
            done.TrySetException(failure);
        }
    }

    /// <summary>Null when it is written.</summary>
    private async Task<UnitFailure?> TryAloneAsync(Completion completion, int tries)
    {
        try
        {
            await WriteBatchAsync([completion]);
            return null;
        }
        catch (Exception failure)
        {
            return await isolation.IsToBlameAsync(failure, CancellationToken.None)
                ? isolation.Note(nameof(CompletionWriter), NameOf(completion), tries, failure)
                : throw new InvalidOperationException("The database is away.", failure);
        }
    }

    /// <summary>Ends the delivery with as little as can be written of it, so that it is not sent again for ever.</summary>
    private async Task GiveUpAsync(Completion completion, UnitFailure blamed)
    {
        try
        {
            await RecordAsync(async tx =>
            {
                await recorder.GiveUpAsync(tx, completion.Claim, blamed.Reason);
                await isolation.SetAsideAsync(tx, blamed);
            });
        }
        catch (Exception failure) when (!database.IsAway(failure))
        {
            // The lease gives it back, and the rescuer gives it up when that has happened too often.
            isolation.SetAsideUntold(blamed);
            throw;
        }
    }

    private async Task RecordAsync(Func<DatabaseTransaction, Task> record)
    {
        await database.WriteAsync(record, CancellationToken.None);
        // Only here: whoever watches from another server looks again by itself.
        signal.WakeHere(DeliveryOperations.Attempted);
    }

    private static WorkUnit NameOf(Completion completion) =>
        new(completion.Claim.Id.Value, completion.Claim.TeamId.Value, $"delivery {completion.Claim.Id}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "delivery.completion_delayed {Count}")]
    private static partial void WillRepeat(ILogger logger, int count, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.completion_lost {Count}: the attempts will be made again when the lease ends")]
    private static partial void NotWritten(ILogger logger, int count, Exception failure);
}
