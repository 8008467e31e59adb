using CsCheck;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class PageTests
{
    [Fact]
    public void Walking_the_cursors_meets_every_row_once_newest_first() =>
        Gen.Select(Gen.Int[0, 120], Gen.Int[1, 40]).Sample((count, limit) =>
        {
            var rows = Enumerable.Range(1, count).Select(i => (long)i).Reverse().ToArray();
            var seen = new List<long>();
            string? cursor = null;
            do
            {
                var request = PageRequest.From(limit, cursor).Value;
                var page = Page.Of([.. rows.Where(row => row < request.Before).Take(request.Fetch)], request, row => row, row => row);
                Assert.True(page.Items.Count <= limit);
                seen.AddRange(page.Items);
                cursor = page.NextCursor;
            }
            while (cursor is not null);
            Assert.Equal(rows, seen);
        }, iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    [InlineData(-1)]
    public void A_limit_out_of_range_is_refused(int limit) => Assert.Equal("invalid", PageRequest.From(limit, null).Refusal?.Code);

    [Theory]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("YmFk")]
    [InlineData("b12")]
    public void A_cursor_that_is_none_of_ours_is_refused(string cursor) => Assert.Equal("invalid", PageRequest.From(null, cursor).Refusal?.Code);
}
