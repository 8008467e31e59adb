using System.Net;
using Microsoft.Extensions.Time.Testing;
using Slipway.Api;
using Slipway.Api.Http;

namespace Slipway.Tests.Api;

public sealed class PatienceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_pause_is_longer_up_to_half_a_minute_and_a_success_begins_anew()
    {
        var time = new FakeTimeProvider();
        var patience = new Patience(time);
        foreach (var most in new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })
        {
            Assert.InRange(await PauseOfAsync(patience, time, new IOException()), most / 2, most + 0.05);
        }

        patience.Succeeded();
        Assert.InRange(await PauseOfAsync(patience, time, null), 0.25, 0.55);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(3_600, 30)]
    public async Task A_server_that_says_when_is_heard(int asked, int waited)
    {
        var time = new FakeTimeProvider();
        var busy = new SlipwayApiException(HttpStatusCode.ServiceUnavailable, new ProblemResponse(), TimeSpan.FromSeconds(asked));

        Assert.InRange(await PauseOfAsync(new Patience(time), time, busy), waited, waited + 0.1);
    }

    [Fact]
    public async Task A_call_is_repeated_until_a_success_or_a_refusal_that_will_not_pass()
    {
        var patience = new Patience(new StubServer.ImpatientTime());
        var failures = new Queue<Exception>(
        [
            new HttpRequestException(), new SlipwayApiException(HttpStatusCode.BadGateway, new ProblemResponse(), null), new OperationCanceledException(),
        ]);

        await patience.UntilAnsweredAsync(_ => failures.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask, Ct);
        Assert.Empty(failures);

        var refusal = new SlipwayApiException(HttpStatusCode.Conflict, new ProblemResponse(), null);
        Assert.Same(refusal, await Assert.ThrowsAsync<SlipwayApiException>(() => patience.UntilAnsweredAsync(_ => Task.FromException(refusal), Ct)));
    }

    /// <summary>Seconds until the pause is over, to a twentieth.</summary>
    private static async Task<double> PauseOfAsync(Patience patience, FakeTimeProvider time, Exception? failure)
    {
        var step = TimeSpan.FromMilliseconds(50);
        var pause = patience.PauseAsync(failure, Ct);
        var waited = TimeSpan.Zero;
        while (!pause.IsCompleted)
        {
            time.Advance(step);
            waited += step;
        }

        await pause;
        return waited.TotalSeconds;
    }
}
