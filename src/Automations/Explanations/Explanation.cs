using Slipway.Automations.Executions;
using Slipway.Events;

namespace Slipway.Automations.Explanations;

/// <summary>Why one automation did or did not answer one event.</summary>
/// <param name="Automation">Its id.</param>
/// <param name="Name">What it is called now, or was when it was deleted.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
/// <param name="Then">As it stood when the event happened.</param>
/// <param name="Now">As it stands now: what it would do, if the same happened today; null when it is gone.</param>
/// <param name="Execution">What it did; null when it did not answer.</param>
public sealed record Explanation(AutomationId Automation, string Name, bool IsDeleted, Verdict Then, Verdict? Now, Execution? Execution);

/// <summary>What came of an automation and an event, and why.</summary>
/// <param name="Code">One of <see cref="Api.Automations.VerdictCodes"/>.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record Verdict(string Code, string Detail);

/// <summary>An event, with what one automation made of it.</summary>
public sealed record ExplainedFor(LoggedEvent Event, Explanation Explanation);

/// <summary>An event, with what each automation made of it.</summary>
public sealed record ExplainedEvent(LoggedEvent Event, IReadOnlyList<Explanation> Automations);
