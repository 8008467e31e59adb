namespace Slipway.Api.Automations;

/// <summary>The state of an execution, as spelled on the wire.</summary>
public static class ExecutionStates
{
    /// <summary>Its delivery or item has not ended.</summary>
    public const string Pending = "pending";

    /// <summary>Its delivery or item succeeded.</summary>
    public const string Finished = "finished";

    /// <summary>Its delivery or item failed, or could not be made.</summary>
    public const string Failed = "failed";

    /// <summary>It matched and was not carried out; the reason says why.</summary>
    public const string Skipped = "skipped";
}
