using System.Diagnostics;

namespace Slipway.Storage.Units;

/// <summary>An unexpected failure of one unit, as far as people may know it.</summary>
/// <param name="Worker">Whose unit it is.</param>
/// <param name="Unit">Which one.</param>
/// <param name="TraceId">Under which the operator finds the exception in the server's log.</param>
public sealed record UnitFailure(string Worker, WorkUnit Unit, string TraceId)
{
    private const string Code = "internal_error";

    /// <summary>A new one, under the trace of what runs now or one of its own.</summary>
    public static UnitFailure Of(string worker, WorkUnit unit) =>
        new(worker, unit, (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToString());

    /// <summary>The reason of what ends by it, as <c>code: sentence</c>.</summary>
    public string Reason => $"{Code}: Slipway failed to do this, {UnitTries.Most} times. Whoever runs the server finds why in its log, under trace {TraceId}.";
}
