using System.Collections.Concurrent;
using Slipway.Api.Transfers;
using Slipway.Cli.Output;
using Spectre.Console;

namespace Slipway.Cli.Commands;

/// <summary>Shows how far a transfer is: bars for a person, nothing for a log.</summary>
internal static class TransferBar
{
    /// <summary>Runs the transfer and shows its steps, each over <paramref name="size"/> bytes.</summary>
    public static async Task<T> RunAsync<T>(
        Terminal terminal, long size, Func<IProgress<TransferProgress>?, Task<T>> transfer)
    {
        if (!terminal.IsErrorTerminal)
        {
            return await transfer(null);
        }

        return await terminal.RichError().Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(bars => transfer(new Bars(bars, size)));
    }

    /// <summary>One bar for each step, over the bytes of all files.</summary>
    private sealed class Bars(ProgressContext context, long size) : IProgress<TransferProgress>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<TransferStep, ProgressTask> _bars = [];
        private readonly ConcurrentDictionary<(TransferStep, string), long> _done = [];

        public void Report(TransferProgress value)
        {
            // Of one file only one thread tells, so that the difference is its own.
            var key = (value.Step, value.Path);
            var before = _done.GetValueOrDefault(key);
            _done[key] = value.Done;
            lock (_lock)
            {
                if (!_bars.TryGetValue(value.Step, out var bar))
                {
                    bar = context.AddTask(Title(value.Step), maxValue: Math.Max(size, 1));
                    _bars.Add(value.Step, bar);
                }

                bar.Value += value.Done - before;
            }
        }

        private static string Title(TransferStep step) => step switch
        {
            TransferStep.Hash => "Reading",
            TransferStep.Upload => "Sending",
            _ => "Fetching",
        };
    }
}
