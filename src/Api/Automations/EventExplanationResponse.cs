using Slipway.Api.Events;

namespace Slipway.Api.Automations;

/// <summary>Why each automation did or did not answer an event.</summary>
public sealed record EventExplanationResponse
{
    /// <summary>The event.</summary>
    public required EventResponse Event { get; init; }

    /// <summary>The automations that there are, and those that were there when it happened: first who answered, then by name.</summary>
    public required IReadOnlyList<AutomationExplanationBody> Automations { get; init; }
}

/// <summary>Why one automation did or did not answer an event.</summary>
public sealed record AutomationExplanationBody
{
    /// <summary>Its name.</summary>
    public required string Automation { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is gone by now.</summary>
    public required bool Deleted { get; init; }

    /// <summary>As it stood when the event happened.</summary>
    public required VerdictBody Then { get; init; }

    /// <summary>What it would do today; null when it is gone.</summary>
    public VerdictBody? Now { get; init; }

    /// <summary>What it did; null when it did not answer.</summary>
    public ExecutionResponse? Execution { get; init; }
}

/// <summary>What came of it, and why.</summary>
public sealed record VerdictBody
{
    /// <summary>One of <see cref="VerdictCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Detail { get; init; }
}
