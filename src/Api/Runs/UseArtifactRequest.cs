namespace Slipway.Api.Runs;

/// <summary><c>POST .../runs/{run}/artifacts</c>: the run used an artifact version (lineage).</summary>
public sealed record UseArtifactRequest
{
    /// <summary>Any reference.</summary>
    public required string Ref { get; init; }

    /// <summary>The name under which the run knows it; null for none.</summary>
    public string? UsedAs { get; init; }
}
