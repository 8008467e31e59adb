using Slipway.Storage;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("select id from t where id = @id {for_update}", "select id from t where id = @id ", "select id from t where id = @id for update")]
    [InlineData("select id from t limit 1 {skip_locked}", "select id from t limit 1 ", "select id from t limit 1 for update skip locked")]
    [InlineData("where id in @ids", "where id in @ids", "where id = any(@ids)")]
    [InlineData("where id not in @ids", "where id not in @ids", "where id <> all(@ids)")]
    [InlineData("where id NOT  IN @ids and b In @more", "where id NOT  IN @ids and b In @more", "where id <> all(@ids) and b = any(@more)")]
    [InlineData("where id in (select id from u)", "where id in (select id from u)", "where id in (select id from u)")]
    [InlineData("where begin @x", "where begin @x", "where begin @x")]
    public void One_text_becomes_that_of_each_engine(string sql, string sqlite, string postgres)
    {
        Assert.Equal(sqlite, SqlText.Sqlite.Translate(sql));
        Assert.Equal(postgres, SqlText.Postgres.Translate(sql));
        // Remembered, so that a driver's cache finds the same object again.
        Assert.Same(SqlText.Postgres.Translate(sql), SqlText.Postgres.Translate(sql));
    }

    [Fact]
    public void Times_keep_their_microseconds()
    {
        var time = new DateTimeOffset(2026, 11, 23, 12, 34, 56, TimeSpan.Zero).AddMicroseconds(123_456);
        Assert.Equal(time, InstantText.FromMicroseconds(InstantText.ToMicroseconds(time)));
        Assert.Equal(InstantText.ToMicroseconds(time), InstantText.ToMicroseconds(time.ToOffset(TimeSpan.FromHours(9))));
    }
}
