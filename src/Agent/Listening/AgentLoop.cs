using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Slipway.Agent.Attempts;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Sessions;
using Slipway.Agent.Settings;
using Slipway.Agent.Sources;
using Slipway.Agent.Spool;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Api.Http;
using Slipway.Api.Queues;

namespace Slipway.Agent.Listening;

/// <summary>The listener, put together: session, claims, heartbeats, recovery and health, until it is told to end.</summary>
internal sealed class AgentLoop(RunSettings settings, AgentEnvironment environment, Journal journal, TimeProvider time)
{
    /// <summary>Runs until the orders end it (<see cref="ExitCodes.Done"/>) or it cannot go on.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var identity = AgentIdentity.Load(settings.DataFolder);
        using var key = AgentKey.Load(settings.DataFolder);
        var policy = settings.Policy is { } path ? LocalPolicy.Load(path) : new LocalPolicy();
        using var only = Lock(settings.DataFolder);
        using var health = settings.HealthUrl is { } url ? HealthEndpoint.Open(url) : null;
        using var http = SlipwayClient.NewHttpClient();
        using var session = new ServerSession(http, identity, key, settings, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);

        var spool = new SpoolFolder(settings.DataFolder);
        spool.Prepare();
        using var setup = new RunnerSetup(settings, identity, environment, policy, spool, journal, time);
        var runners = await setup.BuildAsync(ct);
        var book = new AttemptBook();
        var orders = new Orders(book, journal);
        var backends = new BackendHealth(runners, book.Changed, journal, time);
        var work = new AttemptWork(
            new AttemptTools
            {
                Session = session,
                Runners = runners,
                Code = new CodeSource(http, session.Server, new GitCheckout(GitEnvironment()), time),
                Policy = policy,
                Health = backends,
                Environment = environment,
                Journal = journal,
                Time = time,
            },
            book);
        var claims = new ClaimLoop(session, settings, spool, book, work, orders, backends, journal, time);
        var recovery = new Recovery(spool, runners, book, work, claims, backends, journal, time);
        var heartbeats = new Heartbeats(session, book, work, orders, journal, time);
        using var terminate = OnSignal(PosixSignal.SIGTERM, orders);
        using var interrupt = OnSignal(PosixSignal.SIGINT, orders);

        if (await OpenAsync(session, orders, ending.Token) is not { } opened)
        {
            return ExitCodes.Done;
        }

        journal.Say($"agent {identity.Name} of team {identity.Team} at {identity.Server}: {settings.Slots} slots for {string.Join(", ", settings.Queues)}");
        if (session.ClockAhead is var ahead && ahead != TimeSpan.Zero)
        {
            var difference = string.Create(
                CultureInfo.InvariantCulture, $"{(long)ahead.Duration().TotalMinutes} minutes {(ahead > TimeSpan.Zero ? "before" : "behind")}");
            journal.Warn($"this host's clock is {difference} the server's: limits are held all the same; instants in this log are this host's");
        }

        foreach (var missing in opened.MissingQueues)
        {
            journal.Warn($"the team has no queue '{missing}'; it is served as soon as it has");
        }

        foreach (var refused in opened.RefusedQueues)
        {
            journal.Warn($"this agent may not serve the queue '{refused}'; an admin can let it: slipway agent allow {identity.Name} --queue '{refused}'");
        }

        var answering = health is null
            ? Task.CompletedTask
            : new HealthEndpoint(session, book, orders).RunAsync(health, ending.Token);
        await backends.LookAsync(ending.Token);
        await recovery.RecoverAsync(opened.Held, ending.Token);
        var watching = backends.RunAsync(ending.Token);
        var sweeping = recovery.RunAsync(ending.Token);
        var beating = heartbeats.RunAsync(ending.Token);
        var claiming = claims.RunAsync(ending.Token);
        try
        {
            await await Task.WhenAny(claiming, beating);
            journal.Say("ended");
            return ExitCodes.Done;
        }
        catch (AgentRevokedException e)
        {
            journal.Warn($"ending: {e.Message} Its jobs are ended. To come back it registers again: slipway-agent register --help");
            await ending.CancelAsync();
            await Task.WhenAll(Quietly(claiming), Quietly(beating), Quietly(sweeping));
            await Quietly(claims.SettledAsync());
            await recovery.EndAllAsync(CancellationToken.None);
            return ExitCodes.Failed;
        }
        catch (SessionReplacedException e)
        {
            journal.Warn($"ending: {e.Message} Jobs are left to it. To run two agents, register each under a name of its own.");
            return ExitCodes.Failed;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(Quietly(claiming), Quietly(beating), Quietly(sweeping), Quietly(watching), Quietly(answering));
            await Quietly(claims.SettledAsync());
        }
    }

    /// <summary>The first session, however long the server takes to be there; null when told to end before.</summary>
    private async Task<Api.Agents.SessionResponse?> OpenAsync(ServerSession session, Orders orders, CancellationToken ct)
    {
        var patience = new Patience(time);
        while (!orders.IsEnding)
        {
            try
            {
                return await session.OpenAsync(ct);
            }
            catch (SlipwayApiException refused) when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            {
                throw new UsageException(
                    $"the server does not let this agent in: {refused.Message} Register it again: slipway-agent register --help");
            }
            catch (Exception e) when (Patience.IsPassing(e, ct))
            {
                if (patience.Failures == 0)
                {
                    journal.Warn($"cannot reach {session.Server}: {e.Message} Trying again.");
                }

                await patience.PauseAsync(e, ct);
            }
        }

        return null;
    }

    /// <summary>Git and ssh know the agent's user, and nothing of the agent.</summary>
    private Dictionary<string, string> GitEnvironment() =>
        environment.All.Where(variable => !AgentEnvironment.IsOurs(variable.Key))
            .ToDictionary(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal);

    private PosixSignalRegistration OnSignal(PosixSignal signal, Orders orders) =>
        PosixSignalRegistration.Create(signal, context =>
            context.Cancel = orders.SignalledAsync(CancellationToken.None).GetAwaiter().GetResult());

    /// <summary>Two agents in one folder would take each other's jobs for orphans.</summary>
    private static FileStream Lock(string dataFolder)
    {
        try
        {
            return new FileStream(Path.Combine(dataFolder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new UsageException($"another agent runs in {dataFolder}: {e.Message} Give each a --data-dir of its own.");
        }
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is OperationCanceledException or SessionReplacedException or HttpRequestException or SlipwayApiException or IOException)
        {
            // The end was decided already; what broke off is taken up by the next process.
        }
    }
}
