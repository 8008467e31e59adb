namespace Slipway.Api.Artifacts;

/// <summary>Where an alias stands now.</summary>
public sealed record AliasResponse
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The version that has it.</summary>
    public required string Version { get; init; }

    /// <summary>The version that it was taken from; null when it was free or stood here already.</summary>
    public string? Previous { get; init; }
}
