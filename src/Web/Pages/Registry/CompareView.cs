using Slipway.Registry.Files;
using Slipway.Registry.Memberships;

namespace Slipway.Web.Pages.Registry;

/// <summary>Two versions of a registered model, side by side.</summary>
public sealed record CompareView(ComparedVersion A, ComparedVersion B);

/// <summary>One of the two.</summary>
/// <param name="Version">The version.</param>
/// <param name="Files">The first of its files.</param>
/// <param name="IsCut">Whether it has more.</param>
public sealed record ComparedVersion(MemberVersion Version, IReadOnlyList<VersionFile> Files, bool IsCut);
