using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Texts;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>A live agent, as queues see it: heard of lately and neither draining nor ending.</summary>
public sealed record ServingAgent
{
    // Six heartbeats of 15 s.
    private const long LiveFor = 90_000_000;

    public required string Name { get; init; }

    public required IReadOnlyCollection<string> Labels { get; init; }

    public required IReadOnlyCollection<string> Runners { get; init; }

    /// <summary>Those that it asks for and may serve.</summary>
    public required IReadOnlyCollection<string> Queues { get; init; }

    public required int Slots { get; init; }

    /// <summary>Whether it takes from that queue, labels aside.</summary>
    public bool Serves(Queue queue) =>
        Queues.Contains(queue.Name, StringComparer.Ordinal) && Runners.Contains(EnumWords.Of(queue.Settings.Resource), StringComparer.Ordinal);

    /// <summary>Whether it has all of them.</summary>
    public bool Has(IEnumerable<string> labels) => labels.All(label => Labels.Contains(label, StringComparer.Ordinal));

    internal static async Task<IReadOnlyList<ServingAgent>> ListAsync(DatabaseSession session, TeamId team) =>
        [.. (await session.QueryAsync<Row>(ServingAgentSql.Live, new { team, live = LiveFor })).Select(row => new ServingAgent
        {
            Name = row.Name,
            Labels = List(row.Labels),
            Runners = List(row.Runners),
            Queues = [.. List(row.Queues).Where(AllowedQueues.Parse(row.Allowed).Permits)],
            Slots = row.Slots,
        })];

    private static string[] List(string text) => JsonSerializer.Deserialize<string[]>(text) ?? [];

    private sealed record Row
    {
        public required string Name { get; init; }

        public required string Labels { get; init; }

        public required string Runners { get; init; }

        public required string Queues { get; init; }

        public string? Allowed { get; init; }

        public required int Slots { get; init; }
    }
}
