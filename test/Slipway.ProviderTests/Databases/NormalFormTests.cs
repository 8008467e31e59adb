using System.Text;
using Slipway.Rest.Texts;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

/// <summary>PostgreSQL knows the normal forms too, and is asked whether we have them right.</summary>
public sealed class NormalFormTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_normal_form_is_that_of_PostgreSQL()
    {
        await using var test = await TestDatabase.CreateAsync(TestEngine.Postgres);
        var dice = new Random(20_261_201);
        // Letters, marks of every class, Hangul in parts, and what has another form; those known since long, for versions of Unicode differ.
        (int From, int To)[] ranges = [(0x41, 0x17F), (0x300, 0x36F), (0x370, 0x52F), (0x5D0, 0x6FF), (0x900, 0xDFF), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2100, 0x2200), (0x3040, 0x30FF), (0xAC00, 0xAC60), (0xF900, 0xFAFF), (0x1D15E, 0x1D1C0), (0x11080, 0x110C0)];
        string[] texts =
        [
            .. Enumerable.Range(0, 4_000).Select(_ => string.Concat(Enumerable.Range(0, dice.Next(1, 9)).Select(_ =>
            {
                var (from, to) = ranges[dice.Next(3) == 0 ? 1 : dice.Next(ranges.Length)];
                return new Rune(dice.Next(from, to + 1)).ToString();
            }))),
            .. Enumerable.Range(0xC0, 0xD800 - 0xC0).Chunk(200).Select(chunk => string.Join(' ', chunk.Select(point => (char)point))),
        ];

        var wrong = new List<string>();
        foreach (var text in texts)
        {
            var theirs = await test.Database.ReadAsync(session => session.ScalarAsync<string>("select normalize(@text, NFC)", new { text }), Ct);
            if (theirs != NormalForm.Compose(text))
            {
                wrong.Add(string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}")));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
    }
}
