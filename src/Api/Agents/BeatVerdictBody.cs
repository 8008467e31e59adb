namespace Slipway.Api.Agents;

/// <summary>What becomes of one attempt.</summary>
public sealed record BeatVerdictBody
{
    /// <summary>The attempt.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="BeatVerdicts"/>.</summary>
    public required string Verdict { get; init; }
}
