namespace Slipway.Api.Runs;

/// <summary>An artifact version that a run used or made.</summary>
public sealed record RunArtifactResponse
{
    /// <summary><c>wandb-artifact://_id/...</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>One of <see cref="ArtifactUses"/>.</summary>
    public required string Use { get; init; }

    /// <summary>The name under which the run knows it; null for none.</summary>
    public string? UsedAs { get; init; }
}
