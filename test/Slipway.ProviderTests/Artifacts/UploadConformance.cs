using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Api;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Uploads;
using Slipway.Testing;
using Slipway.Testing.Registry;
using Xunit;

namespace Slipway.ProviderTests.Artifacts;

/// <summary>Sending files: whole, in pieces, wrong, twice, at the same time.</summary>
public abstract class UploadConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Clf = "vision/iris/clf";
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(3_000_000);
    private ArtifactStage _stage = null!;
    private Actor _ada = null!;
    private Publication _begun = null!;

    private string Url => _begun.Uploads[0].Url;

    public async ValueTask InitializeAsync()
    {
        _stage = await ArtifactStage.CreateAsync(engine);
        _ada = await _stage.ActorAsync("vision", name: "ada");
        _begun = (await _stage.BeginAsync(_ada, Clf, new() { Type = "model", Files = [ArtifactStage.Entry("big", _content)] })).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_file_sent_in_pieces_is_whole_at_the_end()
    {
        Assert.Equal(0, await AskAsync());
        Assert.Equal(1_000_000, (await SendAsync(0, 1_000_000)).Received);
        Assert.Equal(1_000_000, await AskAsync());
        Assert.Equal(2_000_000, (await SendAsync(1_000_000, 2_000_000)).Received);
        var last = await SendAsync(2_000_000, 3_000_000);
        Assert.True(last.IsComplete);
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(_content)), last.Md5);
        Assert.Equal(3_000_000, await AskAsync());
        Assert.Equal("v0", (await _stage.CommitAsync(_ada, Clf, _begun.Id)).Value.Version);
        Assert.Empty(_stage.StagedUploads);
    }

    [Fact]
    public async Task What_arrived_before_the_connection_broke_is_kept()
    {
        await Assert.ThrowsAsync<IOException>(() => _stage.SendAsync(Url, new BreakingStream(_content, 2_000_000), _content.Length));
        var kept = await AskAsync();
        Assert.InRange(kept, 1_000_000, 2_000_000);
        Assert.True((await SendAsync((int)kept, _content.Length)).IsComplete);
        Assert.Equal("v0", (await _stage.CommitAsync(_ada, Clf, _begun.Id)).Value.Version);
    }

    [Fact]
    public async Task A_piece_sent_again_or_beyond_a_gap_is_answered_with_where_to_go_on()
    {
        await SendAsync(0, 2_000_000);
        Assert.Equal(2_000_000, (await SendAsync(2_500_000, 3_000_000)).Received);
        Assert.Equal(1_500_000, (await SendAsync(500_000, 1_500_000)).Received);
        Assert.True((await SendAsync(1_500_000, 3_000_000)).IsComplete);
    }

    [Fact]
    public async Task A_complete_file_sent_again_is_complete()
    {
        Assert.True((await _stage.SendAsync(Url, _content)).Value.IsComplete);
        Assert.True((await _stage.SendAsync(Url, _content)).Value.IsComplete);
        Assert.True((await SendAsync(2_000_000, 3_000_000)).IsComplete);
        Assert.Single(_stage.StoredBlobs);
    }

    [Fact]
    public async Task Wrong_bytes_leave_nothing_and_the_right_ones_may_follow()
    {
        var wrong = (byte[])_content.Clone();
        wrong[^1] ^= 1;
        Assert.Equal(ErrorCodes.HashMismatch, (await _stage.SendAsync(Url, wrong)).Refusal!.Code);
        Assert.Equal(0, await AskAsync());
        await _stage.SendAsync(Url, wrong[..1_000_000], "bytes 0-999999/3000000");
        Assert.Equal(ErrorCodes.HashMismatch, (await _stage.SendAsync(Url, wrong[1_000_000..], "bytes 1000000-2999999/3000000")).Refusal!.Code);
        Assert.Empty(_stage.StoredBlobs);
        Assert.Empty(_stage.StagedUploads);
        Assert.True((await _stage.SendAsync(Url, _content)).Value.IsComplete);
    }

    [Fact]
    public async Task A_wrong_length_is_told_before_or_after_the_bytes()
    {
        Assert.Equal(ErrorCodes.LengthMismatch, (await _stage.SendAsync(Url, _content[1..])).Refusal!.Code);
        Assert.Equal(ErrorCodes.LengthMismatch, (await _stage.SendAsync(Url, new MemoryStream(_content[1..]), null)).Refusal!.Code);
        Assert.Equal(ErrorCodes.LengthMismatch, (await _stage.SendAsync(Url, new MemoryStream([.. _content, 1]), null)).Refusal!.Code);
        Assert.Equal(ErrorCodes.LengthMismatch, (await _stage.SendAsync(Url, _content[..10], "bytes 0-9/11")).Refusal!.Code);
        Assert.True((await _stage.SendAsync(Url, new MemoryStream(_content), null)).Value.IsComplete);
    }

    [Fact]
    public async Task Content_MD5_is_checked_when_it_is_given()
    {
        var wrong = Convert.ToBase64String(MD5.HashData([1]));
        Assert.Equal(ErrorCodes.HashMismatch, (await _stage.SendAsync(Url, _content, md5: wrong)).Refusal!.Code);
        Assert.Equal(ErrorCodes.HashMismatch, (await _stage.SendAsync(Url, _content[..10], "bytes 0-9/3000000", wrong)).Refusal!.Code);
        Assert.Equal(0, await AskAsync());
        Assert.True((await _stage.SendAsync(Url, _content, md5: Convert.ToBase64String(MD5.HashData(_content)))).Value.IsComplete);
    }

    [Fact]
    public async Task Two_connections_cannot_send_one_file_at_once()
    {
        var slow = new PausedStream(_content);
        var first = _stage.SendAsync(Url, slow, _content.Length);
        await slow.Reading;
        Assert.Equal(ErrorCodes.UploadInProgress, (await _stage.SendAsync(Url, _content)).Refusal!.Code);
        slow.Go();
        Assert.True((await first).Value.IsComplete);
    }

    [Fact]
    public async Task A_ticket_that_was_changed_or_is_of_another_server_is_refused()
    {
        var ticket = Url[(Url.LastIndexOf('/') + 1)..];
        for (var i = 0; i < ticket.Length - 1; i += 7)
        {
            var changed = ticket[..i] + (ticket[i] == 'A' ? 'B' : 'A') + ticket[(i + 1)..];
            Assert.Equal(ErrorCodes.Forbidden, (await _stage.SendAsync(changed, _content)).Refusal!.Code);
        }
        Assert.Equal(ErrorCodes.Forbidden, (await _stage.SendAsync("", _content)).Refusal!.Code);
        await using var other = await ArtifactStage.CreateAsync(engine);
        Assert.Equal(ErrorCodes.Forbidden, (await other.SendAsync(Url, _content)).Refusal!.Code);
    }

    [Fact]
    public async Task Two_servers_of_one_database_take_each_others_tickets()
    {
        var second = ActivatorUtilities.CreateInstance<UploadTickets>(_stage.Get<IServiceProvider>());
        Assert.NotNull(await second.OpenAsync(Url[(Url.LastIndexOf('/') + 1)..], TestContext.Current.CancellationToken));
    }

    private async Task<UploadProgress> SendAsync(int first, int end) =>
        (await _stage.SendAsync(Url, _content[first..end], $"bytes {first}-{end - 1}/{_content.Length}")).Value;

    private async Task<long> AskAsync() => (await _stage.SendAsync(Url, [], $"bytes */{_content.Length}")).Value.Received;
}

public sealed class SqliteUploadTests() : UploadConformance(TestEngine.Sqlite);

public sealed class PostgresUploadTests() : UploadConformance(TestEngine.Postgres);
