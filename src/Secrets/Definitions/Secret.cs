using Slipway.Secrets.Uses;

namespace Slipway.Secrets.Definitions;

/// <summary>A team secret as people may see it: everything but its value (M9).</summary>
public sealed record Secret
{
    /// <summary>Its number, by which a list goes on.</summary>
    public long Id { get; init; }

    /// <summary>Unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>When its value was last set, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who set it last.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>Who names it.</summary>
    public IReadOnlyList<SecretUse> UsedBy { get; init; } = [];
}
