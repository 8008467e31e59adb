namespace Slipway.Api.Queues;

/// <summary><c>POST .../items/{id}/priority</c>.</summary>
public sealed record SetPriorityRequest
{
    /// <summary>0 critical to 3 low.</summary>
    public required int Priority { get; init; }
}
