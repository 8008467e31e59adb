namespace Slipway.Launch.Attempts;

/// <summary>Where an attempt stands. docs/state-machines.md draws the ways between the states.</summary>
public enum AttemptState
{
    /// <summary>Given to an agent, which has no right to start it yet.</summary>
    Claimed,

    /// <summary>The agent holds the right to start it.</summary>
    Starting,

    Running,

    /// <summary>Its lease ran out after the right to start was given: nobody knows what became of it.</summary>
    Unknown,

    Succeeded,

    Failed,

    Cancelled,

    /// <summary>Its agent stayed silent; a result that still comes is kept and changes nothing.</summary>
    Lost,

    /// <summary>It never ran, for certain; the item waits again.</summary>
    Returned,
}
