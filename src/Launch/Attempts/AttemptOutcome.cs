namespace Slipway.Launch.Attempts;

/// <summary>What an agent says of the end of an attempt.</summary>
public enum AttemptOutcome
{
    Succeeded,

    Failed,

    Cancelled,

    /// <summary>It never ran, for certain.</summary>
    NotStarted,
}
