using Slipway.Api.Artifacts;
using Slipway.Registry.Collections;

namespace Slipway.Registry.Artifacts;

/// <summary>The answer to an announced version.</summary>
public sealed record Publication
{
    public required ArtifactVersionId Id { get; init; }

    /// <summary>The N of <c>vN</c> when the newest version has the same content and answers for it; null while pending.</summary>
    public int? VersionIndex { get; init; }

    /// <summary>What to send before the commit.</summary>
    public required IReadOnlyList<UploadResponse> Uploads { get; init; }
}
