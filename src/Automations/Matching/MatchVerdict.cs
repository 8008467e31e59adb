namespace Slipway.Automations.Matching;

/// <summary>Whether an automation answers an event, and if not what keeps it from it: the first that was found, in this order.</summary>
public enum MatchVerdict
{
    /// <summary>It answers.</summary>
    Matches,

    /// <summary>It waits for events of another type.</summary>
    OtherType,

    /// <summary>It listens elsewhere.</summary>
    OtherScope,

    /// <summary>The alias or tag does not fit its pattern.</summary>
    Pattern,

    /// <summary>The run's state or name, or the metric, is not what it waits for.</summary>
    Filter,

    /// <summary>It came to be, or was changed to this, after the event.</summary>
    Later,

    /// <summary>It had been changed or deleted before the event.</summary>
    Earlier,
}
