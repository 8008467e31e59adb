using Slipway.Api.Automations;
using Slipway.Api.Queues;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>
/// Settings whose texts were read: their patterns compiled, their template parsed. That takes as long as the texts are, so it is
/// done before a transaction begins, and what came of it is told in there, after the actor's rights.
/// </summary>
internal sealed class ReadSettings
{
    private ReadSettings(AutomationSettings settings) => Settings = settings;

    /// <summary>As <see cref="SettingsShape"/> settled them.</summary>
    public AutomationSettings Settings { get; }

    /// <summary>Why they may not be saved, whatever the team has; null when they may.</summary>
    public Refusal? Problem { get; private init; }

    /// <summary>The payload or the overrides.</summary>
    public Outcome<PayloadTemplate> Template { get; private init; }

    /// <summary>What the overrides say before they are rendered; empty ones for another action.</summary>
    public Outcome<OverridesBody> Overrides { get; private init; }

    /// <param name="kept">The name that the automation has already; null for a new one.</param>
    public static ReadSettings Of(AutomationSettings settings, string? kept = null) => new(settings)
    {
        Problem = AutomationCheck.CheckText(settings, kept),
        Template = PayloadTemplate.Parse(settings.Action.Template, settings.Action is LaunchAction ? LaunchCheck.OverridesField : "action.payload"),
        Overrides = settings.Action is LaunchAction launch ? OverridesText.Read(launch.Overrides) : new OverridesBody(),
    };

    /// <summary>The same for settings that differ at most in what costs nothing to check; null when their texts are others.</summary>
    /// <param name="kept">The name that the automation has now.</param>
    public ReadSettings? For(AutomationSettings settings, string kept) =>
        settings.Action.Template == Settings.Action.Template && settings.Action.GetType() == Settings.Action.GetType()
        && settings.Event.Pattern == Settings.Event.Pattern && settings.Event.RunFilter == Settings.Event.RunFilter
            ? new ReadSettings(settings) { Problem = AutomationCheck.CheckText(settings, kept), Template = Template, Overrides = Overrides }
            : null;
}
