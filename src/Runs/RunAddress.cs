namespace Slipway.Runs;

/// <summary>Where a run is, by names, as a caller says it. Nothing is checked yet.</summary>
/// <param name="Team">The team's name.</param>
/// <param name="Project">The project's name.</param>
/// <param name="Run">Its id in its project.</param>
public readonly record struct RunAddress(string Team, string Project, string Run)
{
    public override string ToString() => $"{Team}/{Project}/{Run}";
}
