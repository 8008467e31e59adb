namespace Slipway.Runs.Artifacts;

/// <summary>How a run relates to an artifact version.</summary>
public enum UseKind
{
    /// <summary>The run used it.</summary>
    Input,

    /// <summary>The run made it.</summary>
    Output,
}

/// <summary>An artifact version that a run used or made.</summary>
public sealed record ArtifactUse
{
    public required RunId RunId { get; init; }

    /// <summary>The number in <c>Artifact:number</c>.</summary>
    public required long ArtifactVersionId { get; init; }

    public required UseKind UseKind { get; init; }

    /// <summary>The name under which the run knows it; null for none.</summary>
    public string? UsedAs { get; init; }
}
