namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/attempts/{id}/start</c>: the right to start; only after a success may the backend be called.</summary>
public sealed record StartAttemptRequest
{
    /// <summary>As claimed.</summary>
    public required long Fence { get; init; }
}
