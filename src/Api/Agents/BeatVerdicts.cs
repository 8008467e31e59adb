namespace Slipway.Api.Agents;

/// <summary>What becomes of an attempt by a heartbeat.</summary>
public static class BeatVerdicts
{
    /// <summary>Its lease runs anew.</summary>
    public const string Renewed = "renewed";

    /// <summary>Its lease runs anew; end it.</summary>
    public const string Cancel = "cancel";

    /// <summary>It is no longer the agent's: end it and forget it.</summary>
    public const string Abandon = "abandon";
}
