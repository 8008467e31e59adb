using Slipway.Registry.Memberships;

namespace Slipway.Registry.Artifacts;

/// <summary>A version with the registered models it is linked to.</summary>
/// <param name="Version">As its collection shows it.</param>
/// <param name="Links">Those that the actor sees.</param>
public sealed record VersionDetail(MemberVersion Version, IReadOnlyList<VersionLink> Links);
