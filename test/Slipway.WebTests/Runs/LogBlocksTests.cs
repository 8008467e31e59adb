using System.Text;
using Slipway.Web.Parts;

namespace Slipway.WebTests.Runs;

/// <summary>A log as the page shows it, in whatever pieces it comes.</summary>
public sealed class LogBlocksTests
{
    public static TheoryData<string, string> Logs => new()
    {
        { "a\nb\r\nc", "a\nb\nc" },
        { string.Concat(Enumerable.Range(0, 2_000).Select(i => $"\r{i,4}% ████")), "1999% ████" },
        { new string('€', 60_000), new string('€', 60_000) },
        { string.Concat(Enumerable.Repeat("👍🏽", 5_000)) + "\n", string.Concat(Enumerable.Repeat("👍🏽", 5_000)) + "\n" },
        { string.Concat(Enumerable.Repeat("\x1b[31mA\x1b[0m", 4_000)), new string('A', 4_000) },
        { "start\n" + new string('x', 30_000) + "\rover\nend", "start\nover\nend" },
        { "text\r\r\nnext\r", "text\nnext" },
        { "bar 50%\r\x1b[Kdone\n", "done\n" },
        { "bar 50%\x1b[2K\rdone\n", "done\n" },
        { "one\ntwo\n\x1b[2A\r\x1b[2KONE\n\x1b[2KTWO\nthree", "ONE\nTWO\nthree" },
        { "outer 0%\n\rinner 0%\x1b[A\router 50%\n\rinner 9%\x1b[A\n\nend", "outer 50%\ninner 9%\nend" },
        { "|\b/\b-\b\\", "\\" },
        { "\U0001F600\b.", "." },
        { "a\U0001F600\U0001F600\b\b.", "a." },
        { "\U0001F600\b\b\b\U0001F600", "\U0001F600" },
        { "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\a.", "link ." },
        { "\x1b(Btput\u001b7\u001b8 \x1b[?25lx\x1b[38;2;1;2;3mcolour", "tput xcolour" },
        { "\x1b]never ended\nnext \x1b[31", "]never ended\nnext " },
        { "50\0%\v\f\x7f", "50%" },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void F_9_a_log_reads_the_same_in_whatever_pieces_it_comes(string written, string shown)
    {
        var bytes = Encoding.UTF8.GetBytes(written);
        foreach (var size in new[] { 1, 2, 3, 7, 1_000, 8_191, 8_192, 65_536, bytes.Length })
        {
            var log = LogBlocks.From(0, []);
            foreach (var piece in bytes.Chunk(size))
            {
                log.Append(piece);
            }

            Assert.Equal(shown, Text(log));
            Assert.Equal(log.Blocks.Select(block => block.Start).Distinct().Count(), log.Blocks.Count);
            Assert.Equal(bytes.Length, log.End);
        }
    }

    [Fact]
    public void F_9_what_was_shown_is_not_sent_again()
    {
        var log = LogBlocks.From(0, []);
        var seen = new HashSet<LogBlocks.Block>(ReferenceEqualityComparer.Instance);
        var longest = 0;
        for (var i = 0; i < 20_000; i++)
        {
            log.Append(Encoding.UTF8.GetBytes($"line {i}\n"));
            Assert.True(seen.IsSubsetOf(log.Blocks));
            seen.UnionWith(log.Blocks);
            longest = Math.Max(longest, log.Open.Length);
        }

        Assert.InRange(longest, 1, 10_000);
    }

    [Fact]
    public void F_9_a_part_begins_with_a_whole_line_and_earlier_ones_join_it()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3_000).Select(i => $"\r{i}%\r\x1b[32m{i} € done\x1b[0m\n")));
        var log = LogBlocks.From(bytes.Length - 4_001, bytes.AsSpan(bytes.Length - 4_001));
        while (log.Start > 0)
        {
            Assert.True(log.BeginsLine);
            var end = (int)log.Start;
            var start = Math.Max(0, end - 5_003);
            log.Prepend(LogBlocks.From(start, bytes.AsSpan(start, end - start)));
        }

        Assert.Equal(string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{i} € done\n")), Text(log));
    }

    [Fact]
    public void F_9_a_part_without_a_line_begins_between_two_characters()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\x1b[31m€\x1b[0m", 30_000)));
        for (var start = 1_000; start < 1_016; start++)
        {
            var log = LogBlocks.From(start, bytes.AsSpan(start, 200_000));

            Assert.False(log.BeginsLine);
            Assert.All(Text(log), c => Assert.Equal('€', c));
        }
    }

    [Fact]
    public void F_9_the_oldest_go_and_a_line_that_is_written_over_goes_whole()
    {
        var log = LogBlocks.From(0, Encoding.UTF8.GetBytes(new string('a', 100_000)));
        log.Trim(50_000);
        Assert.InRange(Text(log).Length, 40_000, 60_000);
        Assert.InRange(log.Start, 40_000, 60_000);
        Assert.False(log.BeginsLine);

        log.Append("\rnew\n"u8);

        Assert.Equal("new\n", Text(log));
        log.Trim(0);
        Assert.Equal("new\n", Text(log));
    }

    private static string Text(LogBlocks log) => string.Concat(log.Blocks.Select(block => block.Text)) + log.Open;
}
