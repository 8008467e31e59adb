using Slipway.Agent.Logs;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

public sealed class MaskedLogTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly AttemptFolder _folder;

    public MaskedLogTests()
    {
        _folder = new SpoolFolder(_data.Path).Of("1", 1);
        new SpoolFolder(_data.Path).Prepare();
        Assert.True(_folder.TryCreate(Specs.Of(1)));
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_secret_across_two_looks_is_masked()
    {
        using var log = New();
        Print("before hun");
        log.Advance(isLast: false);
        Print("ter22 after");
        log.Advance(isLast: true);

        Assert.Equal("before *** after", Read(log));
    }

    [Fact]
    public void What_was_masked_after_the_last_note_is_made_again_the_same()
    {
        using (var log = New())
        {
            Print("one hunter22\n");
            log.Advance(isLast: false);
        }

        // The process died after it had written more and before it noted that.
        File.AppendAllText(_folder.MaskedLog, "two and hal");
        Print("two and half hunt");

        using var again = New();
        again.Advance(isLast: false);
        Print("er22\n");
        again.Advance(isLast: true);

        Assert.Equal("one ***\ntwo and half ***\n", Read(again));
    }

    [Fact]
    public void A_log_longer_than_the_buffer_is_masked_whole()
    {
        using var log = New();
        var line = new string('x', 1000) + "hunter22\n";
        Print(string.Concat(Enumerable.Repeat(line, 300)));
        log.Advance(isLast: true);

        Assert.Equal(string.Concat(Enumerable.Repeat(line.Replace("hunter22", "***", StringComparison.Ordinal), 300)), Read(log));
    }

    [Fact]
    public void A_secret_that_overlaps_another_is_masked_once_though_the_agent_ended_between_them()
    {
        Print("one hunter22");
        using (var log = new MaskedLog(_folder, Overlapping()))
        {
            log.Advance(isLast: false);
        }

        Print("33 two");
        using var again = new MaskedLog(_folder, Overlapping());
        again.Advance(isLast: true);

        Assert.Equal("one *** two", Read(again));
        static SecretMasker Overlapping() => new(["hunter22", "er2233"]);
    }

    private MaskedLog New() => new(_folder, new SecretMasker(["hunter22"]));

    private void Print(string text) => File.AppendAllText(_folder.RawLog, text);

    private static string Read(MaskedLog log)
    {
        var bytes = new byte[log.Length];
        Assert.Equal(bytes.Length, log.Read(0, bytes));
        return System.Text.Encoding.UTF8.GetString(bytes);
    }
}
