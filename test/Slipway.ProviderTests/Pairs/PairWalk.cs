using Slipway.Api;
using Slipway.Automations.Executions;
using Slipway.Launch.Queues;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.ProviderTests.Pairs;

/// <summary>
/// Runs every pair of a family of acts at once. What may come out is what comes out when one follows the other, in either
/// order: both are tried first, so the model is the code itself, on the database where transactions never overlap. Where they
/// do, each act is held in turn just before its commit, until the other has ended or waits for it. One of the two may also be
/// told that the other was in its way, if then only the other was done.
/// </summary>
internal sealed class PairWalk(PairRoom room, Func<PairStage, Task> setUp)
{
    // What an act is told of another that was faster, where in turn it would have been told that the thing is gone.
    private static readonly string[] InTheWay = [ErrorCodes.Conflict, ErrorCodes.NameTaken, ErrorCodes.DeliveryInProgress];

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>How many rounds were run.</summary>
    public int Rounds { get; private set; }

    /// <summary>What may come out of each pair: what comes out of one after the other, in either order.</summary>
    public async Task<IReadOnlyDictionary<(Act First, Act Second), IReadOnlySet<string>>> InTurnAsync(IReadOnlyList<(Act First, Act Second)> pairs, CancellationToken ct)
    {
        var allowed = new Dictionary<(Act, Act), IReadOnlySet<string>>();
        foreach (var (first, second) in pairs)
        {
            ct.ThrowIfCancellationRequested();
            allowed[(first, second)] = new HashSet<string> { await InTurnAsync(first, second, swapped: false), await InTurnAsync(second, first, swapped: true) };
        }
        return allowed;
    }

    /// <summary>Walks the pairs; returns those that came to something else, each told in full.</summary>
    /// <param name="allowedOf">What may come out of each.</param>
    /// <param name="rounds">How often each pair starts at the same moment, besides being held.</param>
    public async Task<IReadOnlyList<string>> RunAsync(
        IReadOnlyDictionary<(Act First, Act Second), IReadOnlySet<string>> allowedOf, int rounds, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var ((first, second), allowed) in allowedOf)
        {
            ct.ThrowIfCancellationRequested();
            if (room.Overlaps)
            {
                await JudgeAsync(await HeldAsync(first, second, swapped: false), $"'{first}' was held while '{second}' came");
                await JudgeAsync(await HeldAsync(second, first, swapped: true), $"'{second}' was held while '{first}' came");
            }
            for (var round = 0; round < rounds; round++)
            {
                await JudgeAsync(await AtOnceAsync(first, second), $"'{first}' and '{second}' came at once");
            }
            if (await SweepAsync() is > 0 and var mended)
            {
                wrong.Add($"'{first}' and '{second}' left {mended} rows behind that a sweep mended\n");
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

    /// <summary>The two outcomes and what stands in the end.</summary>
    private static async Task<string> TellAsync(PairStage stage, (string First, string Second) outcomes)
    {
        await stage.MatchAsync();
        return $"{outcomes.First}, {outcomes.Second}\n{await PairPicture.TakeAsync(stage)}";
    }

    /// <summary>
    /// How many rows of all stages a sweep mended; once for a pair, for it looks at all that stands. Automations of a model
    /// that is gone are ended when they are seen twice.
    /// </summary>
    private async Task<long> SweepAsync()
    {
        var metrics = room.Get<SweepMetrics>();
        var before = metrics.Total;
        foreach (var sweeper in new Worker[]
            { room.Get<SecretUseSweeper>(), room.Get<WebhookSweeper>(), room.Get<QueueUseSweeper>(), room.Get<AutomationSweeper>(), room.Get<AutomationSweeper>() })
        {
            await sweeper.RunOnceAsync(default);
        }
        return metrics.Total - before;
    }
}
