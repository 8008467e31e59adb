using System.Net;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Every row of the corpus through the check at save and through the sender, with a resolver and a dialer that record.</summary>
public sealed class SsrfCorpusTests
{
    public static IEnumerable<ITheoryDataRow> Rows => SsrfCorpus.Rows.Select(row => new TheoryDataRow<string>(row.Id) { TestDisplayName = row.ToString() });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task M5_saving_decides_as_the_corpus_says(string id)
    {
        var row = SsrfCorpus.Rows.Single(r => r.Id == id);
        var resolver = new CorpusResolver(new CorpusZone());

        var verdict = await SendingParts.Check(resolver).CheckAsync(row.Url, Ct);

        Assert.Equal(row.SaveRefuses ? SendErrorCodes.UrlRefused : null, verdict.Refusal?.Code);
        Assert.Null(verdict.Warning);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task M5_sending_dials_public_addresses_only(string id)
    {
        var row = SsrfCorpus.Rows.Single(r => r.Id == id);
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", "ok"));
        var dialer = new RecordingDialer(receiver.Address);
        using var sender = SendingParts.Sender(new CorpusResolver(new CorpusZone()), dialer);

        var result = await sender.SendAsync(SendingParts.Request(row.Url), Ct);

        if (row.Blocks || row.Connect == "-")
        {
            Assert.Empty(dialer.Dialed);
            Assert.Contains(result.Error?.Code, new[] { SendErrorCodes.UrlRefused, SendErrorCodes.AddressRefused });
            Assert.NotEmpty(result.Error!.Remedy);
        }
        else
        {
            Assert.Equal([new IPEndPoint(CorpusZone.Public, 80)], dialer.Dialed);
            Assert.True(result.Delivered);
        }
    }

    [Fact]
    public async Task M5_a_name_that_rebinds_after_saving_is_refused_when_sending()
    {
        var zone = new CorpusZone();
        var resolver = new CorpusResolver(zone);
        var dialer = new RecordingDialer(null);
        using var sender = SendingParts.Sender(resolver, dialer);

        var saved = await SendingParts.Check(resolver).CheckAsync("http://rebind.x.test/", Ct);
        var sent = await sender.SendAsync(SendingParts.Request("http://rebind.x.test/"), Ct);

        Assert.Null(saved.Refusal);
        Assert.Equal(SendErrorCodes.AddressRefused, sent.Error?.Code);
        Assert.Empty(dialer.Dialed);
    }

    [Fact]
    public async Task M5_a_name_is_resolved_once_for_a_connection_and_that_answer_is_dialed()
    {
        await using var receiver = new RawReceiver(RawReceiver.Answer("200 OK", "ok"));
        var resolver = new FixedResolver(["93.184.216.34"], ["127.0.0.1"]);
        var dialer = new RecordingDialer(receiver.Address);
        using var sender = SendingParts.Sender(resolver, dialer);

        var result = await sender.SendAsync(SendingParts.Request("http://rebind.x.test/"), Ct);

        Assert.True(result.Delivered);
        Assert.Equal(1, resolver.Asked);
        Assert.Equal("93.184.216.34:80", result.DialedAddress);
    }
}
