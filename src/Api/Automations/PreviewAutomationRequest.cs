namespace Slipway.Api.Automations;

/// <summary><c>POST .../automations/preview</c>: nothing is saved or sent.</summary>
public sealed record PreviewAutomationRequest
{
    /// <summary>As it would be saved.</summary>
    public required AutomationSettings Automation { get; init; }

    /// <summary>The id of one event to try; null for all since <see cref="Since"/>.</summary>
    public string? Event { get; init; }

    /// <summary>UTC; the last day when both are left out.</summary>
    public DateTimeOffset? Since { get; init; }
}
