using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>What an agent may say of an attempt, and what moves nothing, on both databases.</summary>
public sealed class AttemptTests
{
    private static readonly string NonceOne = new('1', 32);
    private static readonly string NonceTwo = new('2', 32);

    private static readonly (string Path, string Body)[] Malformed =
    [
        ("claims", ""),
        ("claims", "null"),
        ("claims", "[]"),
        ("claims", """{"requestId":null,"queues":["cpu"],"slots":1,"waitMilliseconds":0}"""),
        ("claims", """{"requestId":"00000000000000000000000000000000","queues":null,"slots":1,"waitMilliseconds":0}"""),
        ("claims", """{"requestId":"00000000000000000000000000000000","queues":[null],"slots":1,"waitMilliseconds":0}"""),
        ("claims", """{"requestId":"00000000000000000000000000000000","queues":["cpu\u0000"],"slots":1,"waitMilliseconds":0}"""),
        ("heartbeats", """{"attempts":[null]}"""),
        ("heartbeats", """{"attempts":[{"id":null,"fence":1,"state":"running"}]}"""),
        ("heartbeats", """{"attempts":[{"id":"1","fence":1e30,"state":"running"}]}"""),
        ("attempts/ID/start", """{"fence":"x"}"""),
        ("attempts/ID/finish", """{"fence":FENCE,"outcome":"exploded"}"""),
        ("attempts/ID/enter", """{"fence":FENCE,"nonce":"short"}"""),
        ("attempts/ID/enter", """{"fence":FENCE,"nonce":"\u0000000000000000000"}"""),
        ("attempts/ID/log?fence=x&offset=0", "text"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_the_right_to_start_is_given_again_but_not_to_what_is_cancelled(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var (started, cancelled) = (await scene.EnqueueAsync(), await scene.EnqueueAsync());
        var first = await agent.StartAsync(Ct);
        Assert.Equal("starting", (await agent.Client.StartAsync(first.Id, first.Fence, Ct)).State);
        Assert.Equal((ItemStates.Starting, 1), (await scene.ItemAsync(started)) is var seen ? (seen.State, seen.Attempts) : default);

        var second = await agent.TakeAsync(Ct);
        await scene.Launch.Admin.Queues.CancelAsync("vision", cancelled.Id, Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.CancelRequested, () => agent.StartAsync(second));
        Assert.Equal((ItemStates.Cancelled, 0), (await scene.ItemAsync(cancelled)) is var ended ? (ended.State, ended.Attempts) : default);
        Assert.Equal(BeatVerdicts.Abandon, await agent.BeatAsync(second, Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_result_may_be_told_again_and_the_first_one_stays(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        await agent.FinishAsync(spec, Ct, AttemptOutcomes.Failed, 7);
        Assert.Equal("failed", (await agent.FinishAsync(spec, Ct, AttemptOutcomes.Failed, 7)).State);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => agent.FinishAsync(spec, Ct));
        Assert.Equal((ItemStates.Failed, 7), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.ExitCode) : default);
        Assert.Equal(7, (await scene.Launch.Admin.Runs.GetAsync("vision", "iris", item.Run, Ct)).ExitCode);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_log_grows_only_at_its_end(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.StartAsync(Ct);
        Assert.Equal(4, await LogAsync(0, "one\n"));
        Assert.Equal(ItemStates.Running, (await scene.ItemAsync(item)).State);
        foreach (var wrong in new[] { 0L, 3, 5, -1 })
        {
            var refusal = await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.LogOffset, () => LogAsync(wrong, "two\n"));
            Assert.Equal(4, AgentClient.ExpectedOffset(refusal));
        }
        Assert.Equal(8, await LogAsync(4, "two\n"));
        await ProtocolScene.RefusedAsync((HttpStatusCode)413, ErrorCodes.TooLarge, () => LogAsync(8, new string('x', ProtocolScene.Options.MaxLogChunk + 1)));
        Assert.Equal("one\ntwo\n", await scene.Launch.LogAsync(item.Run, Ct));
        await agent.FinishAsync(spec, Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => LogAsync(8, "three\n"));

        Task<long> LogAsync(long offset, string text) => agent.Client.AppendLogAsync(spec.Id, spec.Fence, offset, Encoding.UTF8.GetBytes(text), Ct);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_the_first_start_of_a_job_enters_and_no_other(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        await scene.EnqueueAsync();
        await scene.EnqueueAsync();
        var spec = await agent.TakeAsync(Ct);
        var job = agent.WithToken(spec.JobKey);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => job.EnterAsync(spec.Id, spec.Fence, NonceOne, Ct));
        await agent.StartAsync(spec);

        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async start =>
        {
            try
            {
                await job.EnterAsync(spec.Id, spec.Fence, new string((char)('a' + start), 32), Ct);
                return start;
            }
            catch (Api.Http.SlipwayApiException refused) when (refused.Code == ErrorCodes.AttemptEntered)
            {
                return -1;
            }
        }));
        var entered = Assert.Single(starts, start => start >= 0);
        await job.EnterAsync(spec.Id, spec.Fence, new string((char)('a' + entered), 32), Ct);
        await agent.Client.EnterAsync(spec.Id, spec.Fence, new string((char)('a' + entered), 32), Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.AttemptEntered, () => agent.Client.EnterAsync(spec.Id, spec.Fence, NonceTwo, Ct));

        var other = await agent.StartAsync(Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => job.EnterAsync(other.Id, other.Fence, NonceOne, Ct));
        await agent.FinishAsync(spec, Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.FenceStale, () => job.EnterAsync(spec.Id, spec.Fence, new string((char)('a' + entered), 32), Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_messages_about_what_is_not_the_agents_move_nothing(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var other = await scene.AgentAsync("other");
        var stranger = await scene.AgentAsync("box", token: await (await LaunchScene.SetUpAsync(scene.Server.Admin, "sound", Ct)).TokenAsync(Ct));
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        var before = await scene.ItemAsync(item);
        foreach (var thief in new[] { other, stranger })
        {
            await MissingAsync(() => thief.StartAsync(spec));
            await MissingAsync(() => thief.FinishAsync(spec, Ct));
            await MissingAsync(() => thief.Client.AppendLogAsync(spec.Id, spec.Fence, 0, "lies"u8.ToArray(), Ct));
            await MissingAsync(() => thief.Client.EnterAsync(spec.Id, spec.Fence, NonceOne, Ct));
            Assert.Equal(BeatVerdicts.Abandon, await thief.BeatAsync(spec, Ct));
        }
        foreach (var (id, fence) in new[] { (spec.Id, spec.Fence + 1), ("x", spec.Fence), (spec.Id + "9", spec.Fence), ("9223372036854775807", 9223372036854775807L) })
        {
            await MissingAsync(() => agent.Client.StartAsync(id, fence, Ct));
            await MissingAsync(() => agent.Client.FinishAsync(id, new FinishAttemptRequest { Fence = fence, Outcome = AttemptOutcomes.Failed }, Ct));
            await MissingAsync(() => agent.Client.AppendLogAsync(id, fence, 0, "lies"u8.ToArray(), Ct));
            await MissingAsync(() => agent.Client.EnterAsync(id, fence, NonceOne, Ct));
        }
        Assert.Equal(BeatVerdicts.Abandon, await agent.BeatAsync(spec, Ct, fence: spec.Fence + 1));
        var after = await scene.ItemAsync(item);
        Assert.Equal((before.State, before.Attempts, before.Timeline.Count), (after.State, after.Attempts, after.Timeline.Count));
        Assert.Equal("", await scene.Launch.LogAsync(item.Run, Ct));

        Task MissingAsync(Func<Task> act) => ProtocolScene.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, act);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_malformed_message_is_refused_and_moves_nothing(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        var wrong = new List<string>();
        foreach (var (path, body) in Malformed)
        {
            var status = await SendAsync(scene, agent.Token, Fill(path), Encoding.UTF8.GetBytes(Fill(body)));
            if (status != 400)
            {
                wrong.Add($"{path} {body}: {status}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(ItemStates.Running, (await scene.ItemAsync(item)).State);

        string Fill(string text) => text.Replace("ID", spec.Id, StringComparison.Ordinal).Replace("FENCE", spec.Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_result_is_not_lost_for_the_words_that_it_comes_with(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        await agent.Client.FinishAsync(spec.Id,
            new FinishAttemptRequest { Fence = spec.Fence, Outcome = AttemptOutcomes.Failed, Reason = "exit_code: \0" + new string('x', 5_000) }, Ct);
        Assert.Equal((ItemStates.Failed, 2_000), (await scene.ItemAsync(item)) is var seen ? (seen.State, seen.Reason!.Length) : default);
    }

    [Fact]
    public async Task M16_a_body_too_large_for_any_message_is_refused()
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        var agent = await scene.AgentAsync();
        var huge = new byte[5 << 20];
        huge.AsSpan().Fill((byte)' ');
        foreach (var path in new[] { "claims", "heartbeats", "register", "challenges", "sessions", "attempts/1/log?fence=1&offset=0" })
        {
            Assert.Equal(413, await SendAsync(scene, agent.Token, path, huge));
        }
    }

    private static async Task<int> SendAsync(ProtocolScene scene, string token, string path, byte[] body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{scene.Server.Url}/api/v1/agent/{path}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("/log", StringComparison.Ordinal) ? "application/octet-stream" : "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // A server that refuses a body does not read it.
        request.Headers.ExpectContinue = body.Length > 1 << 20;
        using var response = await http.SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
