using Slipway.Api.Http;

namespace Slipway.Agent.Sessions;

/// <summary>Waits longer after each failure in a row, never the same for all agents.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private int _failures;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;

    public void Succeeded() => _failures = 0;

    /// <summary>Waits because of a failure; as long as the server asks for, if it does.</summary>
    public Task PauseAsync(Exception failure, CancellationToken ct)
    {
        var most = First * Math.Pow(2, Math.Min(_failures++, 10));
        var pause = (most < Longest ? most : Longest) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (failure is SlipwayApiException { RetryAfter: { } asked } && asked > pause)
        {
            pause = asked < Longest ? asked : Longest;
        }

        return Task.Delay(pause, time, ct);
    }

    /// <summary>Whether the same request may succeed later: the server was not there, or could not just now.</summary>
    public static bool IsPassing(Exception failure, CancellationToken ct) => failure switch
    {
        SlipwayApiException refused => (int)refused.Status is >= 500 or 429 or 408 or 401 or (>= 200 and < 400),
        OperationCanceledException => !ct.IsCancellationRequested,
        HttpRequestException or IOException or System.Text.Json.JsonException => true,
        _ => false,
    };
}
