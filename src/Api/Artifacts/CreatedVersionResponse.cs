namespace Slipway.Api.Artifacts;

/// <summary>The answer to a publish: what is still to be uploaded.</summary>
public sealed record CreatedVersionResponse
{
    /// <summary>Names the version at commit.</summary>
    public required string Id { get; init; }

    /// <summary><c>v3</c>; null while pending.</summary>
    public string? Version { get; init; }

    /// <summary>One of <see cref="VersionStates"/>; committed at once when the newest version has the same content.</summary>
    public required string State { get; init; }

    /// <summary>What to send before commit; empty when nothing is missing.</summary>
    public required IReadOnlyList<UploadResponse> Uploads { get; init; }
}
