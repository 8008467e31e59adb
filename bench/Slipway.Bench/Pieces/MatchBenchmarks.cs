using BenchmarkDotNet.Attributes;
using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Events;

namespace Slipway.Bench.Pieces;

/// <summary>One event held against the automations of a team: every second on another model, the others with a pattern.</summary>
public class MatchBenchmarks
{
    private static readonly LoggedEvent Happened = new()
    {
        Id = new EventId(1),
        Type = EventTypes.AddArtifactAlias,
        TeamId = new TeamId(1),
        Team = "vision",
        Project = "model-registry",
        ScopeKind = ScopeKind.Registry,
        CollectionId = 1,
        RegisteredModel = "Iris",
        Version = "v3",
        Alias = "production-eu-west",
        Actor = "ada",
        At = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    private AutomationVersion[] _versions = [];

    /// <summary>How many automations.</summary>
    [Params(1, 100, 1_000)]
    public int Automations { get; set; }

    [GlobalSetup]
    public void Fill() => _versions = [.. Enumerable.Range(0, Automations).Select(VersionOf)];

    [Benchmark]
    public int Match() => _versions.Count(version => EventMatch.Matches(version, Happened));

    private static AutomationVersion VersionOf(int number) => new()
    {
        Id = default,
        AutomationId = default,
        Name = $"automation-{number}",
        TeamId = new TeamId(1),
        CollectionId = number % 2 == 0 ? null : number + 1,
        Settings = new AutomationSettings
        {
            Name = $"automation-{number}",
            Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = $"^prod(uction)?-(eu|us)-.*{number % 10}?$" },
            Action = new WebhookAction { Webhook = "ci" },
        },
        ValidFrom = DateTimeOffset.UnixEpoch,
    };
}
