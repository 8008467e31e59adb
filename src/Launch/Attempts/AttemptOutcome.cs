namespace Slipway.Launch.Attempts;

/// <summary>What an agent says of the end of an attempt.</summary>
public enum AttemptOutcome
{
    Succeeded,

    Failed,

    Cancelled,

    /// <summary>It never ran, for certain.</summary>
    NotStarted,

    /// <summary>It ended through no doing of its own, for certain; whether it is tried again is its queue's policy.</summary>
    Lost,
}
