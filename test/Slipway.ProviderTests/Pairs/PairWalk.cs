using Slipway.Api;
using Slipway.Automations.Executions;
using Slipway.Launch.Queues;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.ProviderTests.Pairs;

/// <summary>
/// Runs every pair of a family of acts at once. What may come out is what comes out when one follows the other, in either
/// order: both are tried first, so the model is the code itself. Where transactions overlap, each act is also held in turn
/// just before its commit, until the other has ended or waits for it. One of the two may also be told that the other was in
/// its way, if then only the other was done.
/// </summary>
internal sealed class PairWalk(PairRoom room, Func<PairStage, Task> setUp)
{
    // What an act is told of another that was faster, where in turn it would have been told that the thing is gone.
    private static readonly string[] InTheWay = [ErrorCodes.Conflict, ErrorCodes.NameTaken, ErrorCodes.DeliveryInProgress];

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>How many rounds were run.</summary>
    public int Rounds { get; private set; }

    /// <summary>Walks the pairs; returns those that came to something else, each told in full.</summary>
    /// <param name="rounds">How often each pair starts at the same moment, besides being held.</param>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<(Act First, Act Second)> pairs, int rounds, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var (first, second) in pairs)
        {
            ct.ThrowIfCancellationRequested();
            var allowed = new HashSet<string> { await InTurnAsync(first, second, swapped: false), await InTurnAsync(second, first, swapped: true) };
            if (room.Overlaps)
            {
                await JudgeAsync(await HeldAsync(first, second, swapped: false), $"'{first}' was held while '{second}' came");
                await JudgeAsync(await HeldAsync(second, first, swapped: true), $"'{second}' was held while '{first}' came");
            }
            for (var round = 0; round < rounds; round++)
            {
                await JudgeAsync(await AtOnceAsync(first, second), $"'{first}' and '{second}' came at once");
            }

            async Task JudgeAsync(string outcome, string how)
            {
                if (!allowed.Contains(outcome) && !await IsOneAloneAsync(outcome))
                {
                    wrong.Add($"{how}:\n{outcome}\n--- allowed:\n{string.Join("\n--- or:\n", allowed)}\n");
                }
            }

            async Task<bool> IsOneAloneAsync(string outcome) =>
                InTheWay.Any(code => outcome.StartsWith($"{code}, done\n", StringComparison.Ordinal)) ? EndOf(outcome) == EndOf(await AloneAsync(second))
                : InTheWay.Any(code => outcome.StartsWith($"done, {code}\n", StringComparison.Ordinal)) && EndOf(outcome) == EndOf(await AloneAsync(first));
        }
        return wrong;
    }

    private static string EndOf(string outcome) => outcome[outcome.IndexOf('\n', StringComparison.Ordinal)..];

    private async Task<string> AloneAsync(Act act)
    {
        var stage = await NewAsync();
        return await TellAsync(stage, (await act.RunAsync(stage), ""));
    }

    /// <summary>Every pair of a family, each act with itself too.</summary>
    public static IReadOnlyList<(Act First, Act Second)> PairsOf(IReadOnlyList<Act> family) =>
        [.. family.SelectMany((first, index) => family.Skip(index).Select(second => (first, second)))];

    private async Task<string> InTurnAsync(Act first, Act second, bool swapped)
    {
        var stage = await NewAsync();
        var one = await first.RunAsync(stage);
        var two = await second.RunAsync(stage);
        return await TellAsync(stage, swapped ? (two, one) : (one, two));
    }

    private async Task<string> AtOnceAsync(Act first, Act second)
    {
        var stage = await NewAsync();
        using var gate = new Barrier(2);
        var one = Task.Run(() => StartAsync(first));
        var two = Task.Run(() => StartAsync(second));
        return await TellAsync(stage, (await EndAsync(one), await EndAsync(two)));

        Task<string> StartAsync(Act act)
        {
            gate.SignalAndWait();
            return act.RunAsync(stage);
        }
    }

    private async Task<string> HeldAsync(Act held, Act other, bool swapped)
    {
        var stage = await NewAsync();
        var hold = new Hold();
        var one = HoldingDatabase.RunHeldAsync(hold, () => held.RunAsync(stage));
        await Task.WhenAny(one, hold.Reached);
        var two = Task.Run(() => other.RunAsync(stage));
        using (var timer = new PeriodicTimer(LookEvery))
        {
            while (!two.IsCompleted && !one.IsCompleted && !await room.AnyWaitsAsync())
            {
                await timer.WaitForNextTickAsync();
            }
        }
        hold.LetGo();
        var (first, second) = (await EndAsync(one), await EndAsync(two));
        return await TellAsync(stage, swapped ? (second, first) : (first, second));
    }

    private async Task<PairStage> NewAsync()
    {
        Rounds++;
        var stage = await room.NewStageAsync();
        await setUp(stage);
        return stage;
    }

    private static async Task<string> EndAsync(Task<string> act)
    {
        try
        {
            return await act;
        }
        catch (Exception failure)
        {
            return $"{failure.GetType().Name}: {failure.Message}";
        }
    }

    /// <summary>The two outcomes and what stands in the end, with what a sweep would have had to mend.</summary>
    private async Task<string> TellAsync(PairStage stage, (string First, string Second) outcomes)
    {
        await stage.MatchAsync();
        var metrics = stage.Get<SweepMetrics>();
        var before = metrics.Total;
        Worker[] sweepers = [stage.Get<SecretUseSweeper>(), stage.Get<WebhookSweeper>(), stage.Get<QueueUseSweeper>(), stage.Get<AutomationSweeper>(), stage.Get<AutomationSweeper>()];
        var picture = await PairPicture.TakeAsync(stage);
        foreach (var sweeper in sweepers)
        {
            await sweeper.RunOnceAsync(default);
        }
        var mended = metrics.Total - before;
        return $"{outcomes.First}, {outcomes.Second}{(mended == 0 ? "" : $", {mended} mended by a sweep")}\n{picture}";
    }
}
