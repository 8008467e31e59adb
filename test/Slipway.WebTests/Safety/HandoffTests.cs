using Slipway.Web.Visits;

namespace Slipway.WebTests.Safety;

public sealed class HandoffTests
{
    private readonly Handoff _handoff = new(TimeProvider.System);

    [Fact]
    public void What_a_page_read_is_handed_over_once()
    {
        var id = _handoff.Keep("page");

        Assert.Equal("page", _handoff.Take<string>(id));
        Assert.Null(_handoff.Take<string>(id));
    }

    [Fact]
    public void S_H7_What_waits_is_bounded_by_its_bytes()
    {
        var pages = Enumerable.Range(0, 200).Select(number => new Page([new string('x', 500_000)], number)).ToArray();

        var ids = pages.Select(_handoff.Keep).ToArray();

        var kept = ids.Count(id => _handoff.Take<Page>(id) is not null);
        Assert.InRange(kept, 50, (int)(Handoff.MaxBytes / 1_000_000));
        // What was taken makes room.
        Assert.NotNull(_handoff.Take<Page>(_handoff.Keep(pages[0])));
    }

    [Fact]
    public void S_H7_A_page_that_is_very_large_is_not_kept()
    {
        Assert.Null(_handoff.Take<Page>(_handoff.Keep(new Page([new string('x', (int)Handoff.MaxPage / 2), "more"], 1))));
        Assert.Null(ObjectSize.Of(new Dictionary<string, byte[]> { ["a"] = new byte[2_000_000] }, 1_000_000));
        Assert.InRange(ObjectSize.Of(new Dictionary<string, byte[]> { ["a"] = new byte[2_000_000] }, 3_000_000)!.Value, 2_000_000, 2_010_000);
    }

    private sealed record Page(IReadOnlyList<string> Texts, int Number);
}
