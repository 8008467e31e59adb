namespace Slipway.Agent.Spool;

/// <summary>What the server is told about the end of an attempt; written down before it is told, so that it is told the same again.</summary>
internal sealed record AttemptResult
{
    /// <summary>One of <c>AttemptOutcomes</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Null when it gave none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>As <c>code: sentence</c>; null when there is nothing to say.</summary>
    public string? Reason { get; init; }
}
