namespace Slipway.Registry.Collections;

/// <summary>Where a collection is, by names, as a caller says it. Nothing is checked yet.</summary>
/// <param name="Team">The team's name.</param>
/// <param name="Project">The project's name, or the registry's.</param>
/// <param name="Name">The artifact's or the registered model's name.</param>
/// <param name="Kind">What it must be; null when either will do.</param>
public readonly record struct CollectionAddress(string Team, string Project, string Name, CollectionKind? Kind = null)
{
    /// <summary>A registered model of the team's default registry.</summary>
    public static CollectionAddress OfModel(string team, string model) =>
        new(team, RegistryNames.DefaultRegistry, model, CollectionKind.Model);

    /// <summary>What is at <c>team/project/name</c>: an artifact, or in the registry's project a registered model.</summary>
    public static CollectionAddress OfArtifact(string team, string project, string artifact) => new(team, project, artifact);

    public override string ToString() => $"{Team}/{Project}/{Name}";
}
