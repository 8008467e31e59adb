namespace Slipway.Registry.Aliases;

/// <summary>An alias of a registry that only its administrators put on, move or take off (wandb-behaviour 1.4).</summary>
public sealed record ProtectedAlias
{
    public required long Id { get; init; }

    public required string Alias { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }
}
