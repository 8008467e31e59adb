using Slipway.Agent.Policies;
using Slipway.Agent.Runners.Docker;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Api.Queues;

namespace Slipway.Agent.Runners;

/// <summary>Puts together the runners that an agent is to have, and holds what they hold.</summary>
internal sealed class RunnerSetup(
    RunSettings settings, AgentIdentity identity, LocalPolicy policy, SpoolFolder spool, Journal journal, TimeProvider time) : IDisposable
{
    private static readonly string[] UsualSockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];
    private readonly List<IDisposable> _held = [];

    /// <summary>The runners by name. Throws <see cref="UsageException"/> when one cannot be had on this host.</summary>
    public async Task<IReadOnlyDictionary<string, IRunner>> BuildAsync(CancellationToken ct)
    {
        var runners = new Dictionary<string, IRunner>(StringComparer.Ordinal);
        foreach (var name in settings.Runners.Distinct())
        {
            runners[name] = name switch
            {
                QueueResources.Process => await ProcessAsync(ct),
                QueueResources.Docker => await DockerAsync(ct),
                _ => throw new UsageException($"there is no runner '{name}'. There are: {QueueResources.Process}, {QueueResources.Docker}."),
            };
        }

        return runners;
    }

    public void Dispose() => _held.ForEach(one => one.Dispose());

    private async Task<ProcessRunner> ProcessAsync(CancellationToken ct)
    {
        var executable = Environment.ProcessPath!;
        var isolation = await Isolation.FindAsync(executable, ct);
        journal.Say($"jobs that are processes run with isolation: {isolation.Name}");
        return new ProcessRunner(executable, spool, isolation, time);
    }

    private async Task<DockerRunner> DockerAsync(CancellationToken ct)
    {
        var socket = settings.DockerSocket ?? UsualSockets.FirstOrDefault(File.Exists) ?? UsualSockets[0];
        var endpoint = socket.StartsWith('/') ? new Uri($"unix://{socket}")
            : Uri.TryCreate(socket, UriKind.Absolute, out var url) && url.Scheme == "unix" ? url
            : throw new UsageException($"'{socket}' is no socket: give --docker-socket the absolute path of one.");
        var engine = new ContainerEngine(endpoint, time);
        _held.Add(engine);
        try
        {
            journal.Say($"jobs that are containers run on {await engine.NameAsync(ct)} at {endpoint.LocalPath}");
        }
        catch (Exception e) when (ContainerEngine.IsUnreachable(e))
        {
            throw new UsageException($"no container engine answers at {endpoint.LocalPath}: {e.Message} Give --docker-socket the path of its socket.");
        }

        return new DockerRunner(engine, identity.AgentId, settings.DockerNetwork, policy, HostLimits.OfProcess(), time);
    }
}
