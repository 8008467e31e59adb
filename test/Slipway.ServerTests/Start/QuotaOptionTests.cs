using System.Collections;
using Slipway.Access.Quotas;
using Slipway.Server.Options;
using Xunit;

namespace Slipway.ServerTests.Start;

public sealed class QuotaOptionTests
{
    [Theory]
    [InlineData("500GiB", 500L << 30)]
    [InlineData("2TiB", 2L << 40)]
    [InlineData("1048576", 1L << 20)]
    [InlineData("none", null)]
    public void Storage_is_a_size_or_none(string text, long? bytes) => Assert.Equal(bytes, Read("--team-storage", text).TeamStorage);

    [Fact]
    public void Without_options_everything_has_a_limit() => Assert.Equal(new QuotaOptions(), Read());

    [Theory]
    [InlineData("--team-storage", "0")]
    [InlineData("--team-storage", "-1GiB")]
    [InlineData("--team-storage", "1GB")]
    [InlineData("--team-storage", "9999999999PiB")]
    [InlineData("--team-deliveries", "1k")]
    [InlineData("--team-items", "0")]
    [InlineData("--user-streams", "")]
    [InlineData("--user-pages", "many")]
    public void A_value_that_cannot_be_used_stops_the_start_and_names_its_key(string option, string text) =>
        Assert.StartsWith(option[2..] + ": ", Assert.Throws<OptionException>(() => Read(option, text)).Message, StringComparison.Ordinal);

    private static QuotaOptions Read(params string[] arguments) => OptionReader.Read(arguments, new Hashtable()).Quotas;
}
