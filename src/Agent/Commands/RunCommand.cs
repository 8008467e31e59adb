using System.CommandLine;
using System.Globalization;
using Slipway.Agent.Listening;
using Slipway.Agent.Settings;
using Slipway.Api.Commands;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent run</c>.</summary>
internal static class RunCommand
{
    public static readonly Option<string?> DataFolder = new("--data-dir")
    {
        Description = "Where the agent keeps its key and its jobs (SLIPWAY_AGENT_DATA_DIR).",
        HelpName = "folder",
    };

    private static readonly Option<string?> Config = Text("--config", "File with these settings as JSON (SLIPWAY_AGENT_CONFIG); config.json in the data folder when left out.", "file");
    private static readonly Option<string[]> Queue = Many("--queue", "A queue to serve; may be repeated (SLIPWAY_AGENT_QUEUES, with commas).", "name");
    private static readonly Option<int?> Slots = new("--slots") { Description = "How many jobs at once; 1 when left out (SLIPWAY_AGENT_SLOTS).", HelpName = "n" };
    private static readonly Option<string[]> Label = Many("--label", "What this agent offers, such as gpu; may be repeated (SLIPWAY_AGENT_LABELS).", "label");
    private static readonly Option<string[]> Runner = Many("--runner", "What it starts jobs on, process, docker, kubernetes or sagemaker; process when left out (SLIPWAY_AGENT_RUNNERS).", "name");
    private static readonly Option<string?> Policy = Text("--policy", "File that says what may run here, whatever the server says (SLIPWAY_AGENT_POLICY).", "file");
    private static readonly Option<string?> DockerSocket = Text("--docker-socket", "The container engine's socket; Docker's, else podman's, when left out (SLIPWAY_AGENT_DOCKER_SOCKET).", "file");
    private static readonly Option<string?> DockerNetwork = Text("--docker-network", "What containers are connected to; the engine's default when left out (SLIPWAY_AGENT_DOCKER_NETWORK).", "name");
    private static readonly Option<string?> Kubeconfig = Text("--kubeconfig", "File by which the Kubernetes cluster is found; the usual one when left out (SLIPWAY_AGENT_KUBECONFIG).", "file");
    private static readonly Option<string?> AwsEndpoint = Text("--aws-endpoint", "Where AWS is asked instead of its own addresses (SLIPWAY_AGENT_AWS_ENDPOINT).", "url");
    private static readonly Option<string?> Health = Text("--health-url", "Answer GET /healthz there, such as http://127.0.0.1:8421 (SLIPWAY_AGENT_HEALTH_URL).", "url");

    public static Command Build(AgentEnvironment environment, Journal journal, TimeProvider time)
    {
        var command = new Command(
            "run",
            "Waits for jobs and runs them.\n\n"
            + "SIGTERM: takes no more and ends when its jobs have. A second one cancels them. A third ends at once and leaves\n"
            + "them running: the next start attaches to them again.")
        {
            DataFolder, Config, Queue, Slots, Label, Runner, Policy, DockerSocket, DockerNetwork, Kubeconfig, AwsEndpoint, Health,
        };
        command.SetAction((parsed, ct) => !OperatingSystem.IsLinux()
            ? throw new UsageException("the agent runs on Linux.")
            : new AgentLoop(SettingsOf(parsed, environment), environment, journal, time).RunAsync(ct));
        return command;
    }

    public static string DataFolderOf(ParseResult parsed, AgentEnvironment environment) =>
        Path.GetFullPath(parsed.GetValue(DataFolder) ?? environment.Option("DATA_DIR") ?? environment.DefaultDataFolder);

    /// <summary>Flags before environment before file before what is usual.</summary>
    internal static RunSettings SettingsOf(ParseResult parsed, AgentEnvironment environment)
    {
        var folder = DataFolderOf(parsed, environment);
        var named = parsed.GetValue(Config) ?? environment.Option("CONFIG");
        var file = AgentConfig.Load(named ?? Path.Combine(folder, "config.json"), isWanted: named is not null);
        var queues = Given(parsed, Queue) ?? environment.List("QUEUES") ?? file.Queues ?? [];
        if (queues.Count == 0)
        {
            throw new UsageException("which queues? Give --queue NAME, once for each.");
        }

        var slots = parsed.GetValue(Slots) ?? Number(environment.Option("SLOTS")) ?? file.Slots ?? 1;
        if (slots is < 1 or > 1000)
        {
            throw new UsageException("--slots is a number from 1 to 1000.");
        }

        return new RunSettings
        {
            DataFolder = folder,
            Queues = queues,
            Slots = slots,
            Labels = Given(parsed, Label) ?? environment.List("LABELS") ?? file.Labels ?? [],
            Runners = [.. (Given(parsed, Runner) ?? environment.List("RUNNERS") ?? file.Runners ?? [EnumWords.Of(QueueResource.Process)]).Select(NamedAsQueuesDo)],
            Policy = parsed.GetValue(Policy) ?? environment.Option("POLICY") ?? file.Policy,
            DockerSocket = parsed.GetValue(DockerSocket) ?? environment.Option("DOCKER_SOCKET") ?? file.DockerSocket,
            DockerNetwork = parsed.GetValue(DockerNetwork) ?? environment.Option("DOCKER_NETWORK") ?? file.DockerNetwork,
            Kubeconfig = parsed.GetValue(Kubeconfig) ?? environment.Option("KUBECONFIG") ?? file.Kubeconfig,
            AwsEndpoint = (parsed.GetValue(AwsEndpoint) ?? environment.Option("AWS_ENDPOINT") ?? file.AwsEndpoint) is not { } aws ? null
                : Uri.TryCreate(aws, UriKind.Absolute, out var endpoint) ? endpoint
                : throw new UsageException($"--aws-endpoint '{aws}' is no address."),
            HealthUrl = Address(parsed.GetValue(Health) ?? environment.Option("HEALTH_URL") ?? file.HealthUrl),
        };
    }

    private static string[]? Given(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } values ? values : null;

    private static int? Number(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"SLIPWAY_AGENT_SLOTS is '{text}', which is no number.");

    private static Uri? Address(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "http" ? url
        : throw new UsageException($"'{text}' is no address to listen on. Write it like http://127.0.0.1:8421.");

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    private static Option<string[]> Many(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => [] };

    // W&B's words are known too, and queues go by ours. What is none of them is refused where the runners are built.
    private static string NamedAsQueuesDo(string runner) => EnumWords.Find<QueueResource>(runner) is { } resource ? EnumWords.Of(resource) : runner;
}
