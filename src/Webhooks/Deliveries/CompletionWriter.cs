using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Writes completions down, gathered for as long as one transaction takes (performance 8.1): whoever finds no writer at
/// work becomes it, those who come meanwhile wait for the next round.
/// </summary>
internal sealed partial class CompletionWriter(
    Database database, CompletionRecorder recorder, WakeSignal signal, TimeProvider time, ILogger<CompletionWriter> logger)
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

    private async Task WriteBatchAsync(IReadOnlyList<Completion> batch)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await database.WriteAsync(tx => recorder.RecordAsync(tx, batch), CancellationToken.None);
                // Only here: whoever watches from another server looks again by itself.
                signal.WakeHere(DeliveryOperations.Attempted);
                return;
            }
            catch (Exception failure) when (round < Pauses.Length && failure is not ObjectDisposedException)
            {
                WillRepeat(logger, batch.Count, failure);
                await Task.Delay(Pauses[round], time);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "delivery.completion_delayed {Count}")]
    private static partial void WillRepeat(ILogger logger, int count, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "delivery.completion_lost {Count}: the attempts will be made again when the lease ends")]
    private static partial void NotWritten(ILogger logger, int count, Exception failure);
}
