using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private TestDatabase _test = null!;
    private WebApplication _app = null!;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _limit = 4 << 20;
    private int _ran;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRest();
        _test = await TestDatabase.CreateAsync(TestEngine.Sqlite, builder.Services);
        builder.Services.AddSingleton(_test.Database).AddSingleton(_test.Signal).AddSingleton(TimeProvider.System).AddSingleton<ServerInstance>();
        _app = builder.Build();
        _app.UseProblems();
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization != "Bearer stranger")
            {
                context.Features.Set<IKnownCaller>(new Known());
            }
            if (context.Request.Headers.ContainsKey("Idempotency-Key"))
            {
                context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = _limit;
            }
            context.RequestAborted.Register(() => _gone.TrySetResult());
            return next(context);
        });
        _app.UseIdempotencyKeys();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _ran);
            return _answer(context);
        });
        await _app.Services.GetRequiredService<ServerInstance>().StartingAsync(Ct);
        await _app.StartAsync(Ct);
        _http.BaseAddress = new Uri(_app.Urls.First());
        _answer = async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"run":{{_ran}}}""");
        };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task The_same_request_again_gets_the_first_answer_and_runs_once()
    {
        var first = await SendAsync("k1");
        var again = await SendAsync("k1");
        Assert.Equal((HttpStatusCode.Created, """{"run":1}"""), first);
        Assert.Equal(first, again);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task Another_key_caller_path_or_method_is_another_request()
    {
        await SendAsync("k1");
        await SendAsync("k2");
        await SendAsync("k1", caller: "b");
        await SendAsync("k1", path: "/other");
        await SendAsync("k1", path: "/things?force=true");
        await SendAsync("k1", method: HttpMethod.Put);
        Assert.Equal(6, _ran);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await SendAsync("k1");
        var (status, body) = await SendAsync("k1", body: "{}2");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(ErrorCodes.IdempotencyKeyReused, body, StringComparison.Ordinal);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task One_that_still_runs_is_a_conflict()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _answer = async _ =>
        {
            begun.SetResult();
            await release.Task;
        };
        var first = SendAsync("k1");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        var (status, body) = await SendAsync("k1");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(ErrorCodes.IdempotencyInProgress, body, StringComparison.Ordinal);
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
    }

    [Fact]
    public async Task A_failure_of_ours_is_not_kept_so_that_a_retry_can_succeed()
    {
        var good = _answer;
        _answer = _ => throw new InvalidOperationException("bug");
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync("k1")).Status);
        _answer = good;
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("k1")).Status);
    }

    [Fact]
    public async Task What_may_have_been_done_or_not_is_not_done_again_and_said_so()
    {
        var good = _answer;
        _answer = _ => throw DatabaseAwayException.WhileCommitting(new IOException("gone"));
        var (status, body) = await SendAsync("k1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(DatabaseAwayException.Unknown, body, StringComparison.Ordinal);

        _answer = good;
        var again = await SendAsync("k1");
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains(DatabaseAwayException.Unknown, again.Body, StringComparison.Ordinal);
        Assert.Contains("\"conflict\"", again.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("k1", body: "{}2")).Status);
        Assert.Equal(1, _ran);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("k2")).Status);
    }

    [Theory]
    [InlineData(ErrorCodes.UploadMissing)]
    [InlineData(ErrorCodes.RateLimited)]
    [InlineData(ErrorCodes.WebhookMissing)]
    public async Task F_36_A_refusal_may_pass_and_is_judged_anew(string code)
    {
        var good = _answer;
        _answer = context => new ProblemResult(new Refusal(code, "Not now.")).ExecuteAsync(context);
        Assert.Equal(ProblemStatus.Of(code), (int)(await SendAsync("k1")).Status);
        _answer = good;
        Assert.Equal((HttpStatusCode.Created, """{"run":2}"""), await SendAsync("k1"));
        Assert.Equal((HttpStatusCode.Created, """{"run":2}"""), await SendAsync("k1"));
        Assert.Equal(2, _ran);
    }

    [Fact]
    public async Task S_M1_A_stranger_is_passed_on_as_if_without_key_and_leaves_no_row()
    {
        await SendAsync("k1", caller: "stranger");
        await SendAsync("k1", caller: "stranger");
        Assert.Equal(2, _ran);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task S_H1_A_body_without_limit_is_a_stream_and_is_not_written_down()
    {
        _limit = null;
        await SendAsync("k1");
        _limit = Idempotency.MaxBody + 1;
        await SendAsync("k1");
        Assert.Equal(2, _ran);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task S_M13_Who_breaks_off_before_the_answer_gets_it_whole_on_asking_again()
    {
        _answer = async context =>
        {
            await _gone.Task;
            context.Response.StatusCode = 201;
            // As a typed result does: no token of its own, and in silence when the caller has gone.
            await context.Response.WriteAsJsonAsync(new { key = "shown once" });
        };
        using (var broken = new CancellationTokenSource())
        {
            var first = SendAsync("k1", ct: broken.Token);
            await Eventually.TrueAsync(() => Task.FromResult(_ran == 1), "the request", Ct);
            await broken.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }
        (HttpStatusCode Status, string Body) again = default;
        await Eventually.TrueAsync(async () => (again = await SendAsync("k1")).Status != HttpStatusCode.Conflict, "an answer", Ct);
        Assert.Equal((HttpStatusCode.Created, """{"key":"shown once"}"""), again);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task A_key_lasts_a_day()
    {
        await SendAsync("k1");
        _test.Database.ClockOffset = TimeSpan.FromHours(23);
        await SendAsync("k1");
        Assert.Equal(1, _ran);
        _test.Database.ClockOffset = TimeSpan.FromHours(25);
        await SendAsync("k1");
        Assert.Equal(2, _ran);
    }

    [Fact]
    public async Task A_key_of_a_server_that_died_is_taken_again()
    {
        await _test.Database.WriteAsync(async tx =>
        {
            var caller = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("Bearer a"u8));
            await tx.ExecuteAsync(
                """
                insert into idempotency_keys (caller, path, idempotency_key, request_hash, state, instance_id, created_at)
                values (@caller, 'POST /things', 'k1', 'x', 'running', 77, slipway_now())
                """, new { caller });
        }, Ct);
        _answer = context => context.Response.WriteAsync("taken");
        Assert.Equal((HttpStatusCode.OK, "taken"), await SendAsync("k1"));
    }

    [Fact]
    public async Task A_key_without_end_is_refused_and_a_read_needs_none()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(new string('k', 256))).Status);
        await SendAsync("k1", method: HttpMethod.Get);
        await SendAsync("k1", method: HttpMethod.Get);
        Assert.Equal(2, _ran);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string key, string caller = "a", string path = "/things", string body = "{}", HttpMethod? method = null, CancellationToken? ct = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Authorization", $"Bearer {caller}");
        if (method != HttpMethod.Get)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        using var response = await _http.SendAsync(request, ct ?? Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    private Task<long> CountAsync() => _test.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from idempotency_keys"), Ct);

    private sealed class Known : IKnownCaller;
}
