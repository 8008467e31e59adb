namespace Slipway.Agent.Spool;

/// <summary>Up to where the raw log was masked, and where the masked log ended then.</summary>
internal sealed record MaskPoint
{
    /// <summary>Bytes of the raw log.</summary>
    public required long Raw { get; init; }

    /// <summary>Bytes of the masked log.</summary>
    public required long Masked { get; init; }

    /// <summary>How many bytes of the raw log from there on are blotted out already.</summary>
    public int Blotted { get; init; }
}
