using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Memberships;

/// <summary>A version as its collection shows it: its number and names there, and the artifact version behind it.</summary>
public sealed record MemberVersion
{
    /// <summary>The registered model, or the artifact itself.</summary>
    public required Collection Collection { get; init; }

    public required Membership Member { get; init; }

    /// <summary>The artifact version: files, metadata, and where it was published.</summary>
    public required ArtifactVersion Source { get; init; }

    /// <summary>Set by hand, in alphabetical order.</summary>
    public required IReadOnlyList<Alias> Aliases { get; init; }

    /// <summary>Whether <c>latest</c> stands on it.</summary>
    public required bool IsLatest { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The aliases that a person sees: on the newest version <c>latest</c>, then those set by hand.</summary>
    public IReadOnlyList<string> AliasNames =>
        [.. IsLatest ? [RegistryNames.Latest] : Array.Empty<string>(), .. Aliases.Select(alias => alias.Name)];
}
