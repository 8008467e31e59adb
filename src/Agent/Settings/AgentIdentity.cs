using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Agent.Spool;
using Slipway.Api.Commands;

namespace Slipway.Agent.Settings;

/// <summary>Who this agent is, as registering answered: <c>agent.json</c> beside <c>key.pem</c>.</summary>
internal sealed record AgentIdentity
{
    /// <summary>The server that knows it.</summary>
    public required string Server { get; init; }

    /// <summary>Opaque.</summary>
    public required string AgentId { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>What registering wrote. Throws <see cref="UsageException"/> when there is nothing.</summary>
    public static AgentIdentity Load(string dataFolder) =>
        WholeFile.Read(PathIn(dataFolder), SettingsJson.Default.AgentIdentity)
        ?? throw new UsageException(
            $"{PathIn(dataFolder)} is missing or cannot be read. Register first: slipway-agent register --server URL --token-file FILE --data-dir {dataFolder}");

    public void Save(string dataFolder) => WholeFile.Write(PathIn(dataFolder), this, SettingsJson.Default.AgentIdentity);

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "agent.json");
}

/// <summary>What <c>run</c> may find in a file instead of flags: <c>config.json</c>. What is left out is null.</summary>
internal sealed record AgentConfig
{
    /// <summary>Names of the queues to serve.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>How many jobs at once.</summary>
    public int? Slots { get; init; }

    /// <summary>What the agent offers.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What it starts jobs on.</summary>
    public IReadOnlyList<string>? Runners { get; init; }

    /// <summary>The policy's file.</summary>
    public string? Policy { get; init; }

    /// <summary>Where it answers how it is.</summary>
    public string? HealthUrl { get; init; }

    /// <summary>Where the container engine listens.</summary>
    public string? DockerSocket { get; init; }

    /// <summary>What containers are connected to.</summary>
    public string? DockerNetwork { get; init; }

    /// <summary>The file by which the cluster is found.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where AWS is asked instead of its own addresses.</summary>
    public string? AwsEndpoint { get; init; }

    /// <summary>What a file says; all null when it need not exist and does not.</summary>
    public static AgentConfig Load(string path, bool isWanted)
    {
        if (!isWanted && !File.Exists(path))
        {
            return new AgentConfig();
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SettingsJson.Default.AgentConfig)
                ?? throw new JsonException("it is null.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new UsageException($"the configuration {path} cannot be read: {e.Message}");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AgentIdentity))]
[JsonSerializable(typeof(AgentConfig))]
internal sealed partial class SettingsJson : JsonSerializerContext;
