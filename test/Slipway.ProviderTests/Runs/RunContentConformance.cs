using System.Text;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Files;
using Slipway.Runs.Logs;
using Slipway.Runs.Records;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Testing;
using Slipway.Testing.Runs;
using Xunit;

namespace Slipway.ProviderTests.Runs;

/// <summary>Logs and files of runs, on either database.</summary>
public abstract class RunContentConformance(TestEngine engine) : IAsyncLifetime
{
    private static readonly RunAddress One = RunStage.Address("one");
    private RunStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LogOperations Logs => _stage.Get<LogOperations>();

    private RunFileOperations Files => _stage.Get<RunFileOperations>();

    public async ValueTask InitializeAsync()
    {
        _stage = await RunStage.CreateAsync(engine);
        await _stage.StartAsync("one");
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task M18_a_log_takes_bytes_where_it_ends_and_says_where_that_is()
    {
        Assert.Equal(6, (await AppendAsync(0, "hello\n")).Value);
        var again = (await AppendAsync(0, "hello\n")).Refusal!;
        Assert.Equal((ErrorCodes.LogOffset, 6L), (again.Code, again.Facts!["expected"]));
        Assert.Equal(ErrorCodes.LogOffset, (await AppendAsync(7, "gap")).Refusal!.Code);
        Assert.Equal(12, (await AppendAsync(6, "world\n")).Value);
        Assert.Equal(12, (await AppendAsync(null, "")).Value);
        Assert.Equal("hello\nworld\n", await ReadAsync(0, null));
        Assert.Equal("o\nwo", await ReadAsync(4, 4));
        Assert.Equal("", await ReadAsync(12, null));
        Assert.Equal("", await ReadAsync(500, null));
        await _stage.Get<RunOperations>().FinishAsync(_stage.Member, One, 0, Ct);
        Assert.Equal(ErrorCodes.RunEnded, (await AppendAsync(12, "late")).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Logs.OpenAsync(_stage.Stranger, One, Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task A_log_of_many_megabytes_is_read_in_parts_of_one()
    {
        var piece = new byte[700_000];
        for (var index = 0; index < 5; index++)
        {
            Array.Fill(piece, (byte)('a' + index));
            Assert.False((await Logs.AppendAsync(_stage.Member, One, null, piece, Ct)).IsRefused(out _));
        }
        var run = (await Logs.OpenAsync(_stage.Viewer, One, Ct)).Value;
        var read = new List<byte>();
        await foreach (var part in Logs.ReadAsync(run, 100, null, Ct))
        {
            Assert.InRange(part.Length, 1, 1 << 20);
            read.AddRange(part);
        }
        Assert.Equal(3_500_000 - 100, read.Count);
        Assert.Equal("aaabbbcccdddeee", new string([.. Enumerable.Range(0, 15).Select(at => (char)read[Math.Max(0, (at * 233_334) - 100)])]));
    }

    [Fact]
    public async Task S_H6_A_log_is_cut_where_it_is_full_whoever_writes_and_says_so_in_its_last_line()
    {
        var start = RunLog.MaxBytes - 1_000;
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update runs set log_bytes = @start", new { start }), Ct);
        var run = (await Logs.OpenAsync(_stage.Viewer, One, Ct)).Value;

        Assert.Equal(start + 500, (await AppendAsync(null, new string('a', 500))).Value);
        var cut = await AppendAsync(null, new string('b', 1_000));
        Assert.Equal(ErrorCodes.TooLarge, cut.Refusal!.Code);
        Assert.Equal(ErrorCodes.TooLarge, (await AppendAsync(null, "c")).Refusal!.Code);
        var full = await _stage.Database.WriteAsync(tx => RunLog.AppendAsync(tx, run.Id, new byte[5_000]), Ct);

        Assert.InRange(full, RunLog.MaxBytes - 256, RunLog.MaxBytes);
        Assert.Equal(full, await _stage.Database.WriteAsync(tx => RunLog.AppendAsync(tx, run.Id, [1]), Ct));
        run = (await Logs.OpenAsync(_stage.Viewer, One, Ct)).Value;
        Assert.Equal(full, run.LogBytes);
        var text = new StringBuilder();
        await foreach (var part in Logs.ReadAsync(run, start, null, Ct))
        {
            text.Append(Encoding.UTF8.GetString(part));
        }
        Assert.Equal(full - start, text.Length);
        Assert.StartsWith(new string('a', 500) + new string('b', 200), text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("b\n[slipway] The log is cut here: a run keeps 1073741824 bytes. Write long output into a file.\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_follows_a_log_gets_it_as_it_comes_until_the_run_has_ended()
    {
        await AppendAsync(0, "one ");
        var run = (await Logs.OpenAsync(_stage.Viewer, One, Ct)).Value;
        var read = new StringBuilder();
        await foreach (var part in Logs.FollowAsync(run, 0, Ct))
        {
            read.Append(Encoding.UTF8.GetString(part));
            if (part.Length == 0)
            {
                continue;
            }
            _ = read.ToString() switch
            {
                "one " => (await AppendAsync(4, "two ")).Value,
                "one two " => await LaunchAppendsAsync(run.Id, "three"),
                _ => (await _stage.Get<RunOperations>().FinishAsync(_stage.Member, One, 0, Ct)).Value.Run.LogBytes,
            };
        }
        Assert.Equal("one two three", read.ToString());
    }

    [Fact]
    public async Task M18_a_file_is_stored_replaced_read_and_deleted_and_its_bytes_go()
    {
        Assert.True((await PutAsync("plots/a.txt", "first")).Value.IsNew);
        Assert.False((await PutAsync("plots/a.txt", "second")).Value.IsNew);
        Assert.True((await PutAsync("b.txt", "first")).Value.IsNew);
        Assert.Equal("second", await ReadFileAsync("plots/a.txt"));
        Assert.Equal(["b.txt", "plots/a.txt"],
            (await Files.ListAsync(_stage.Viewer, One, new PageRequest(50, long.MaxValue), Ct)).Value.Select(file => file.Path));
        Assert.Equal(3, _stage.StoredBlobs);
        await CleanAsync();
        Assert.Equal(2, _stage.StoredBlobs);
        Assert.Equal("second", await ReadFileAsync("plots/a.txt"));
        Assert.False((await Files.DeleteAsync(_stage.Member, One, "plots/a.txt", Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, (await Files.DeleteAsync(_stage.Member, One, "plots/a.txt", Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, await ReadFileAsync("plots/a.txt"));
        await _stage.Get<RunOperations>().FinishAsync(_stage.Member, One, 0, Ct);
        Assert.False((await PutAsync("late.txt", "after the end")).IsRefused(out _));
        Assert.False((await _stage.Get<RunOperations>().DeleteAsync(_stage.Member, One, Ct)).IsRefused(out _));
        await CleanAsync();
        Assert.Equal((0, 0), (_stage.StoredBlobs, _stage.StagedUploads));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("/root")]
    [InlineData("a//b")]
    [InlineData("c:\\x")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        Assert.Equal(ErrorCodes.PathInvalid, (await PutAsync(path, "x")).Refusal!.Code);
        Assert.Equal(0, _stage.StoredBlobs);
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_nothing()
    {
        await PutAsync("a.txt", "whole");
        await Assert.ThrowsAsync<IOException>(() => Files.PutAsync(_stage.Member, One, "a.txt", new TornStream(), null, Ct));
        Assert.Equal(("whole", 1, 0), (await ReadFileAsync("a.txt"), _stage.StoredBlobs, _stage.StagedUploads));
        Assert.Equal(ErrorCodes.Forbidden, (await Files.PutAsync(_stage.Viewer, One, "a.txt", new TornStream(), null, Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task Bytes_that_the_room_holds_are_known_to_whoever_sweeps_the_store()
    {
        var file = (await PutAsync("a.txt", "first")).Value.File;
        var replaced = (await PutAsync("a.txt", "second")).Value.File;
        string[] keys = [file.StorageKey, replaced.StorageKey, BlobKey.New(file.Sha256).Text];
        var known = await _stage.Database.ReadAsync(session => session.QueryAsync<string>(_stage.Get<BlobOwner>().Known, new { keys }), Ct);
        Assert.Equal(keys[..2].Order(), known.Order());
    }

    private Task<Outcome<long>> AppendAsync(long? offset, string text) =>
        Logs.AppendAsync(_stage.Member, One, offset, Encoding.UTF8.GetBytes(text), Ct);

    private Task<long> LaunchAppendsAsync(RunId run, string text) =>
        _stage.Database.WriteAsync(tx => RunLog.AppendAsync(tx, run, Encoding.UTF8.GetBytes(text)), Ct);

    private async Task<string> ReadAsync(long offset, long? limit)
    {
        var run = (await Logs.OpenAsync(_stage.Viewer, One, Ct)).Value;
        var read = new List<byte>();
        await foreach (var part in Logs.ReadAsync(run, offset, limit, Ct))
        {
            read.AddRange(part);
        }
        return Encoding.UTF8.GetString([.. read]);
    }

    private Task<Outcome<StoredRunFile>> PutAsync(string path, string text) =>
        Files.PutAsync(_stage.Member, One, path, new MemoryStream(Encoding.UTF8.GetBytes(text)), null, Ct);

    private async Task<string> ReadFileAsync(string path)
    {
        var opened = await Files.OpenAsync(_stage.Viewer, One, path, Ct);
        if (opened.IsRefused(out var refusal))
        {
            return refusal.Code;
        }
        using var reader = new StreamReader(opened.Value.Content);
        return await reader.ReadToEndAsync(Ct);
    }

    [Fact]
    [Isolates(nameof(RunFileCleaner))]
    public async Task S_C1_a_file_that_cannot_be_forgotten_keeps_no_other_from_going()
    {
        await _stage.Database.WriteAsync(tx => tx.InsertManyAsync("run_files_released", ["storage_key"],
            [[new string('a', 64) + ".0123456789abcdef"], ["not a key"], [new string('f', 64) + ".0123456789abcdef"]]), Ct);
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "delete", "run_files_released", "old.storage_key like 'aaa%'");
        await CleanAsync();
        Assert.Equal([new string('a', 64) + ".0123456789abcdef", "not a key"],
            await _stage.Database.ReadAsync(session => session.QueryAsync<string>("select storage_key from run_files_released order by storage_key"), Ct));
    }

    [Fact]
    public async Task Files_none_of_which_can_be_removed_let_their_cleaner_rest()
    {
        await _stage.Database.WriteAsync(tx => tx.InsertManyAsync("run_files_released", ["storage_key"],
            [.. Enumerable.Range(0, 600).Select(number => new object?[] { $"{number:x15} is no key" })]), Ct);
        var cleaner = _stage.Get<RunFileCleaner>();
        var rounds = 1;
        while (await cleaner.RunOnceAsync(Ct) > 0)
        {
            Assert.InRange(++rounds, 1, 4);
        }
    }

    private async Task CleanAsync()
    {
        await _stage.Get<RunCleaner>().RunOnceAsync(Ct);
        while (await _stage.Get<RunFileCleaner>().RunOnceAsync(Ct) > 0)
        {
        }
    }

    /// <summary>Some bytes, and then the connection is gone.</summary>
    private sealed class TornStream() : MemoryStream(new byte[1000])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException("gone");
        }
    }
}

public sealed class SqliteRunContentTests() : RunContentConformance(TestEngine.Sqlite);

public sealed class PostgresRunContentTests() : RunContentConformance(TestEngine.Postgres);
