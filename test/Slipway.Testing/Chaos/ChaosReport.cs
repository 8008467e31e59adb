namespace Slipway.Testing.Chaos;

/// <summary>What a run of kills showed. It is good when every list is empty.</summary>
public sealed record ChaosReport
{
    public required int Kills { get; init; }

    /// <summary>Alias moves that were answered; each is one event.</summary>
    public required int Moves { get; init; }

    /// <summary>Requests for a move that broke off with the server and were sent again.</summary>
    public required int BrokenOff { get; init; }

    /// <summary>Requests that arrived outside, repeats among them.</summary>
    public required int Arrivals { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Moves without an event, or with more than one.</summary>
    public required IReadOnlyList<string> WrongEvents { get; init; }

    /// <summary>Moves that never arrived outside.</summary>
    public required IReadOnlyList<string> LostDeliveries { get; init; }

    /// <summary>Moves that arrived under more than one delivery's id.</summary>
    public required IReadOnlyList<string> SecondExecutions { get; init; }

    /// <summary>Executions and deliveries that the server itself does not call done.</summary>
    public required IReadOnlyList<string> Unfinished { get; init; }

    public bool IsGood => WrongEvents.Count + LostDeliveries.Count + SecondExecutions.Count + Unfinished.Count == 0;

    public override string ToString() =>
        $"""
        {Kills} kills, {Moves} moves, {BrokenOff} broken off, {Arrivals} arrivals, {Took.TotalSeconds:0} s:
        {Listed("wrong events", WrongEvents)}, {Listed("lost deliveries", LostDeliveries)}, {Listed("second executions", SecondExecutions)}, {Listed("unfinished", Unfinished)}
        """;

    private static string Listed(string what, IReadOnlyList<string> list) =>
        list.Count == 0 ? $"0 {what}" : $"{list.Count} {what} ({string.Join("; ", list.Take(5))})";
}
