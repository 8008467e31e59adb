namespace Slipway.Api.Automations;

/// <summary>What an automation would have done.</summary>
public sealed record AutomationPreviewResponse
{
    /// <summary>How many events were looked at.</summary>
    public required int Considered { get; init; }

    /// <summary>Newest first, at most 100.</summary>
    public required IReadOnlyList<PreviewMatchResponse> Matches { get; init; }
}
