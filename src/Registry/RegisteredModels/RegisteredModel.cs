using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;

namespace Slipway.Registry.RegisteredModels;

/// <summary>A registered model as it is shown.</summary>
public sealed record RegisteredModel
{
    public required Collection Collection { get; init; }

    /// <summary>The model card, Markdown; null for none, and in lists, which would be too long with it.</summary>
    public string? Card { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How many versions are linked now.</summary>
    public required int VersionCount { get; init; }

    /// <summary>Where <c>latest</c> stands; null without versions.</summary>
    public int? LatestIndex { get; init; }

    /// <summary>Set by hand, in alphabetical order.</summary>
    public required IReadOnlyList<Alias> Aliases { get; init; }
}
