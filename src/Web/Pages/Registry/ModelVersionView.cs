using Slipway.Api;
using Slipway.Automations.Executions;
using Slipway.Registry.Aliases;
using Slipway.Registry.Files;
using Slipway.Registry.Lineage;
using Slipway.Registry.Memberships;

namespace Slipway.Web.Pages.Registry;

/// <summary>What the page of a version of a registered model shows.</summary>
/// <param name="Version">The version.</param>
/// <param name="Standing">All aliases of the model, where they stand.</param>
/// <param name="Files">One page of its files.</param>
/// <param name="Graph">What it was made from, and where it went.</param>
/// <param name="Answers">What came of its events.</param>
public sealed record ModelVersionView(
    MemberVersion Version, IReadOnlyList<Alias> Standing, PageResponse<VersionFile> Files, LineageGraph Graph, IReadOnlyList<Answer> Answers);
