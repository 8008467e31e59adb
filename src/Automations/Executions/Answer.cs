using Slipway.Automations.Definitions;
using Slipway.Events;

namespace Slipway.Automations.Executions;

/// <summary>What came of an event.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Automation">Who answered, as it stands now.</param>
/// <param name="Execution">The answer.</param>
public sealed record Answer(LoggedEvent Event, Automation Automation, Execution Execution);
