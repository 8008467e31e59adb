using Slipway.Registry.Memberships;

namespace Slipway.Registry.Links;

/// <summary>The answer of linking.</summary>
/// <param name="Version">The version as the registered model shows it now.</param>
/// <param name="IsNew">False when it was linked already; aliases given were put on it all the same.</param>
public sealed record LinkResult(MemberVersion Version, bool IsNew);
