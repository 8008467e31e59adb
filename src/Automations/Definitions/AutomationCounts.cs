using Slipway.Access;

namespace Slipway.Automations.Definitions;

/// <summary>How many automations stand on registered models of a team.</summary>
/// <param name="Team">Whose.</param>
/// <param name="Counts">By the model's name; models without any are left out.</param>
public sealed record AutomationCounts(TeamId Team, IReadOnlyDictionary<string, int> Counts);

internal sealed record ModelCount
{
    public required string Model { get; init; }

    public int Automations { get; init; }
}
