namespace Slipway.Api.Automations;

/// <summary>What an automation would have done.</summary>
public sealed record AutomationPreviewResponse
{
    /// <summary>How many events were looked at.</summary>
    public required int Considered { get; init; }

    /// <summary>Newest first, at most 100.</summary>
    public required IReadOnlyList<PreviewMatchResponse> Matches { get; init; }

    /// <summary>Whether payloads of older matches were left out, or events were not looked at, because it would be too much.</summary>
    public bool Cut { get; init; }

    /// <summary>What the receiver would refuse of such a payload, where that is known, as of GitHub; null for nothing.</summary>
    public string? Warning { get; init; }
}
