namespace Slipway.Api.Automations;

/// <summary>Why an automation did or did not fire, as spelled on the wire.</summary>
public static class VerdictCodes
{
    /// <summary>It fired: there is an execution. Of today: it would fire.</summary>
    public const string Fired = "fired";

    /// <summary>It matched, and was deliberately not set going: a loop of causes.</summary>
    public const string Loop = "loop";

    /// <summary>The event is not answered yet, or its answer failed and is tried again.</summary>
    public const string Waiting = "waiting";

    /// <summary>It waits for events of another type.</summary>
    public const string OtherType = "other_type";

    /// <summary>It listens on another model, project or artifact.</summary>
    public const string OtherScope = "other_scope";

    /// <summary>The alias or tag does not fit its pattern.</summary>
    public const string Pattern = "pattern";

    /// <summary>The run or its metric is not what it waits for.</summary>
    public const string Filter = "filter";

    /// <summary>It was, or is, disabled.</summary>
    public const string Disabled = "disabled";

    /// <summary>It did not exist yet.</summary>
    public const string NotYetMade = "not_yet_made";

    /// <summary>Its settings cannot be read any more.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>It had been deleted before.</summary>
    public const string Deleted = "deleted";
}
