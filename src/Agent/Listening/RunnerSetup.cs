using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Docker;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Runners.SageMaker;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Api.Commands;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Listening;

/// <summary>Puts together the runners that an agent is to have, and holds what they hold.</summary>
internal sealed class RunnerSetup(
    RunSettings settings, AgentIdentity identity, AgentEnvironment environment, LocalPolicy policy, SpoolFolder spool, Journal journal,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AskAwsEvery = TimeSpan.FromSeconds(5);
    private static readonly string[] UsualSockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];
    private readonly List<IDisposable> _held = [];

    /// <summary>The runners by name. Throws <see cref="UsageException"/> when one cannot be had on this host.</summary>
    public async Task<IReadOnlyDictionary<string, IRunner>> BuildAsync(CancellationToken ct)
    {
        var runners = new Dictionary<string, IRunner>(StringComparer.Ordinal);
        foreach (var name in settings.Runners.Distinct())
        {
            runners[name] = EnumWords.Find<QueueResource>(name) switch
            {
                QueueResource.Process => await ProcessAsync(ct),
                QueueResource.Docker => await DockerAsync(ct),
                QueueResource.Kubernetes => await KubernetesAsync(ct),
                QueueResource.SageMaker => SageMaker(),
                _ => throw new UsageException(
                    $"there is no runner '{name}'. There are: {string.Join(", ", EnumWords.All<QueueResource>())}."),
            };
        }

        return runners;
    }

    public void Dispose() => _held.ForEach(one => one.Dispose());

    /// <summary>Whether an earlier process left jobs: those are not given up because their engine is silent just now.</summary>
    private bool HasJobs => spool.List().Count > 0;

    private async Task<ProcessRunner> ProcessAsync(CancellationToken ct)
    {
        var executable = Environment.ProcessPath!;
        var isolation = await Isolation.FindAsync(
            executable,
            new HostView
            {
                Writable = policy.Writable,
                Sockets = settings.DockerSocket is { } socket ? [Endpoint(socket).LocalPath] : [],
                Hidden = policy.Hidden,
                PrivateTmp = policy.PrivateTmp,
            },
            ct);
        if (isolation.View is null)
        {
            const string Danger = "bubblewrap cannot be used on this host, so a job that is a process could read this agent's key and what its other jobs have.";
            if (!policy.AllowOpenProcesses)
            {
                throw new UsageException($"{Danger} Install it (bubblewrap, /usr/bin/bwrap), leave out the runner '{EnumWords.Of(QueueResource.Process)}', or permit it: \"allowOpenProcesses\": true in the file of --policy.");
            }

            journal.Warn(Danger);
        }

        journal.Say($"jobs that are processes run with isolation: {isolation.Name}");
        return new ProcessRunner(executable, spool, isolation, time);
    }

    private async Task<DockerRunner> DockerAsync(CancellationToken ct)
    {
        var socket = settings.DockerSocket ?? UsualSockets.FirstOrDefault(File.Exists) ?? UsualSockets[0];
        var endpoint = Endpoint(socket);
        var engine = new ContainerEngine(endpoint, time);
        _held.Add(engine);
        try
        {
            journal.Say($"jobs that are containers run on {await engine.NameAsync(ct)} at {endpoint.LocalPath}");
        }
        catch (Exception e) when (ContainerEngine.IsUnreachable(e) && HasJobs)
        {
            journal.Warn($"no container engine answers at {endpoint.LocalPath}: {e.Message} Its jobs are looked for once it does.");
        }
        catch (Exception e) when (ContainerEngine.IsUnreachable(e))
        {
            throw new UsageException($"no container engine answers at {endpoint.LocalPath}: {e.Message} Give --docker-socket the path of its socket.");
        }

        return new DockerRunner(engine, identity.AgentId, settings.DockerNetwork, policy, HostLimits.OfProcess(), time) { Say = journal.Warn };
    }

    private static Uri Endpoint(string socket) =>
        socket.StartsWith('/') ? new Uri($"unix://{socket}")
        : Uri.TryCreate(socket, UriKind.Absolute, out var url) && url.Scheme == "unix" ? url
        : throw new UsageException($"'{socket}' is no socket: give --docker-socket the absolute path of one.");

    private async Task<KubernetesRunner> KubernetesAsync(CancellationToken ct)
    {
        var (api, space) = KubernetesApi.Connect(settings.Kubeconfig, time);
        _held.Add(api);
        try
        {
            journal.Say($"jobs of Kubernetes run on {await api.VersionAsync(ct)}, in the namespace {space} unless a queue names another");
        }
        catch (Exception e) when (KubernetesFaults.IsPassing(e) && HasJobs)
        {
            journal.Warn($"the Kubernetes cluster cannot be used: {e.Message} Its jobs are looked for once it can.");
        }
        catch (Exception e) when (KubernetesFaults.IsPassing(e) || e is KubernetesRefusedException)
        {
            throw new UsageException($"the Kubernetes cluster cannot be used: {e.Message} Give --kubeconfig FILE.");
        }

        return new KubernetesRunner(api, space, identity.AgentId, policy, time);
    }

    private SageMakerRunner SageMaker()
    {
        string Variable(string name, string? other = null) => environment[name] ?? (other is null ? null : environment[other])
            ?? throw new UsageException($"the runner '{EnumWords.Of(QueueResource.SageMaker)}' needs {name} in the environment.");

        var region = Variable("AWS_REGION", "AWS_DEFAULT_REGION");
        var key = new AwsCredentials
        {
            AccessKeyId = Variable("AWS_ACCESS_KEY_ID"),
            SecretAccessKey = Variable("AWS_SECRET_ACCESS_KEY"),
            SessionToken = environment["AWS_SESSION_TOKEN"],
        };
        var http = new HttpClient();
        _held.Add(http);

        AwsApi Api(string host, string target, string service) => new(
            http, settings.AwsEndpoint ?? new Uri($"https://{host}.{region}.amazonaws.com"), target, new SignatureV4(key, region, service), time);

        journal.Say($"training jobs run on SageMaker in {region}");
        return new SageMakerRunner(
            Api("api.sagemaker", "SageMaker", "sagemaker"), Api("logs", "Logs_20140328", "logs"), identity.AgentId, policy, AskAwsEvery, time);
    }
}
