namespace Slipway.Api.Runs;

/// <summary><c>POST .../runs/{run}/finish</c>.</summary>
public sealed record FinishRunRequest
{
    /// <summary>0 is success.</summary>
    public required int ExitCode { get; init; }
}
