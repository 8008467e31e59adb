using Slipway.Api.Queues;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>
/// A draft whose texts were read: its patterns compiled, its template parsed. That takes as long as the texts are, so it is
/// done before a transaction begins, and what came of it is told in there, after the actor's rights.
/// </summary>
internal sealed class ReadDraft
{
    private ReadDraft(AutomationDraft draft) => Draft = draft;

    public AutomationDraft Draft { get; }

    /// <summary>Why the draft may not be saved, whatever the team has; null when it may.</summary>
    public Refusal? Problem { get; private init; }

    /// <summary>The payload or the overrides.</summary>
    public Outcome<PayloadTemplate> Template { get; private init; }

    /// <summary>What the overrides say before they are rendered; empty ones for another action.</summary>
    public Outcome<OverridesBody> Overrides { get; private init; }

    /// <param name="kept">The name that the automation has already; null for a new one.</param>
    public static ReadDraft Of(AutomationDraft draft, string? kept = null) => new(draft)
    {
        Problem = DraftCheck.CheckText(draft, kept),
        Template = PayloadTemplate.Parse(TextOf(draft), draft.Action is LaunchActionDraft ? LaunchCheck.OverridesField : "action.payload"),
        Overrides = draft.Action is LaunchActionDraft launch ? OverridesText.Read(launch.Overrides) : new OverridesBody(),
    };

    /// <summary>The same for a draft that differs at most in what costs nothing to check; null when its texts are others.</summary>
    /// <param name="kept">The name that the automation has now.</param>
    public ReadDraft? For(AutomationDraft draft, string kept) =>
        TextOf(draft) == TextOf(Draft) && draft.Action.GetType() == Draft.Action.GetType() && draft.AliasPattern == Draft.AliasPattern
        && draft.TagPattern == Draft.TagPattern && draft.Runs.NamePattern == Draft.Runs.NamePattern
            ? new ReadDraft(draft) { Problem = DraftCheck.CheckText(draft, kept), Template = Template, Overrides = Overrides }
            : null;

    private static string? TextOf(AutomationDraft draft) => draft.Action switch
    {
        LaunchActionDraft launch => launch.Overrides,
        WebhookActionDraft webhook => webhook.Payload,
        _ => null,
    };
}
