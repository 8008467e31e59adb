namespace Slipway.Automations.Definitions;

/// <summary>A page of automations. Payloads may be large, so a page ends early where all together would be too much.</summary>
/// <param name="Automations">At least one, where there are any.</param>
/// <param name="Next">Where the next page begins, for a cursor; null when this is the last.</param>
public sealed record AutomationList(IReadOnlyList<Automation> Automations, long? Next)
{
    /// <summary>Bytes of all payloads together.</summary>
    public const int MaxBytes = 8 << 20;
}
