using Slipway.Access;
using Slipway.Api;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Files;

namespace Slipway.Web.Pages.Artifacts;

/// <summary>What the list of a project's artifacts shows.</summary>
public sealed record ArtifactsView(PageResponse<ArtifactRow> Artifacts);

/// <summary>What the page of an artifact shows.</summary>
public sealed record ArtifactView(TeamId TeamId, ArtifactRow Artifact, PageResponse<VersionDetail> Versions);

/// <summary>What the page of an artifact version shows.</summary>
/// <param name="Detail">The version, and where it is linked.</param>
/// <param name="Files">One page of its files.</param>
public sealed record VersionView(VersionDetail Detail, PageResponse<VersionFile> Files);
