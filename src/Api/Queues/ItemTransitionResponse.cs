namespace Slipway.Api.Queues;

/// <summary>A step in the life of an item.</summary>
public sealed record ItemTransitionResponse
{
    /// <summary>The state it left; null for the first.</summary>
    public string? From { get; init; }

    /// <summary>The state it came to.</summary>
    public required string To { get; init; }

    /// <summary>The number of the attempt concerned; null for none.</summary>
    public int? Attempt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who or what moved it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why; null when there is nothing to say.</summary>
    public string? Reason { get; init; }
}
