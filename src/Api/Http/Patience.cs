using System.Net;

namespace Slipway.Api.Http;

/// <summary>
/// How a caller that does not give up asks again: later after each failure in a row, never at the moment at which all others
/// ask, and no sooner than the server wants. One for each thing that is being tried.
/// </summary>
/// <param name="time">Passes the pauses.</param>
public sealed class Patience(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private int _failures;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;

    /// <summary>Whether the same request may succeed later: the server was not there, or could not just now.</summary>
    public static bool IsPassing(Exception failure, CancellationToken ct) => failure switch
    {
        SlipwayApiException refused => refused.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError or (>= HttpStatusCode.OK and < HttpStatusCode.BadRequest),
        OperationCanceledException => !ct.IsCancellationRequested,
        HttpRequestException or IOException or System.Text.Json.JsonException => true,
        _ => false,
    };

    /// <summary>The next failure is the first in a row.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Waits because of a failure: half a second at first, twice as long each time up to half a minute, and up to half of it less.</summary>
    public Task PauseAsync(Exception? failure, CancellationToken ct)
    {
        var most = First * Math.Pow(2, Math.Min(_failures++, 10));
        var pause = (most < Longest ? most : Longest) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (failure is SlipwayApiException { RetryAfter: { } asked } && asked > pause)
        {
            pause = asked < Longest ? asked : Longest;
        }

        return Task.Delay(pause, time, ct);
    }

    /// <summary>Repeats a call until it is answered, by a success or by a refusal that will not pass.</summary>
    public async Task UntilAnsweredAsync(Func<CancellationToken, Task> call, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await call(ct);
                Succeeded();
                return;
            }
            catch (Exception passing) when (IsPassing(passing, ct))
            {
                await PauseAsync(passing, ct);
            }
        }
    }
}
