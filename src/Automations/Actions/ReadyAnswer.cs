using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Launch.Items;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Actions;

/// <summary>
/// An automation's answer to an event, with all that takes long done: matched, rendered, planned. What is left is to decide
/// what only the transaction can, and to write.
/// </summary>
public sealed record ReadyAnswer
{
    internal ReadyAnswer(AutomationVersion version, LoggedEvent happened, Outcome<PayloadTemplate> template) =>
        (Version, Happened, Template) = (version, happened, template);

    internal AutomationVersion Version { get; }

    internal LoggedEvent Happened { get; }

    internal Outcome<PayloadTemplate> Template { get; }

    /// <summary>What is to be sent; only of a webhook whose template can be read.</summary>
    internal Outcome<RenderedPayload> Payload { get; init; }

    /// <summary>What is to be queued; only of a launch.</summary>
    internal Outcome<ReadyItem> Item { get; init; }

    /// <summary>Characters that it holds in memory, about.</summary>
    public int Size { get; init; }
}
