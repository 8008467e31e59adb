using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Runs.History;
using Slipway.Runs.Http;
using Xunit;

namespace Slipway.Tests.Runs.History;

public sealed class HistoryResultTests
{
    [Theory]
    [InlineData(100, 20_000)]
    [InlineData(5_000, 500)]
    [InlineData(200_000, 10)]
    public async Task Rows_leave_as_they_are_written_however_small_they_are(int size, int count)
    {
        await using var body = new WatchedStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        string[] rows = [.. Enumerable.Repeat($$"""{"_step":0,"text":"{{new string('x', size)}}"}""", count)];

        await new HistoryResult(new HistorySample(rows, count, IsCut: false)).ExecuteAsync(context);
        await context.Response.CompleteAsync();

        Assert.InRange(body.MostAtOnce, 1, 100_000 + size);
        body.Position = 0;
        Assert.Equal(count, (await JsonDocument.ParseAsync(body, default, TestContext.Current.CancellationToken)).RootElement.GetProperty("rows").GetArrayLength());
    }

    /// <summary>Knows how many bytes waited to be sent together.</summary>
    private sealed class WatchedStream : MemoryStream
    {
        private long _sent;

        public long MostAtOnce { get; private set; }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            MostAtOnce = Math.Max(MostAtOnce, Length - _sent);
            _sent = Length;
            return base.FlushAsync(cancellationToken);
        }
    }
}
