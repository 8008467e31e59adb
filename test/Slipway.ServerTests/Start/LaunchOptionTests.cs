using System.Collections;
using Slipway.Server.Options;

namespace Slipway.ServerTests.Start;

public sealed class LaunchOptionTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7_200)]
    [InlineData("1d", 86_400)]
    public void A_time_is_a_number_and_its_unit(string text, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read("--launch-lease", text).Launch.Lease);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read("--launch-unknown-timeout", text).Launch.UnknownTimeout);
    }

    [Fact]
    public void Without_options_a_lease_is_a_minute_and_patience_half_an_hour()
    {
        var launch = Read().Launch;
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30)), (launch.Lease, launch.UnknownTimeout));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-3s")]
    [InlineData("1.5s")]
    [InlineData("1s")]
    [InlineData("2d")]
    [InlineData("9999999999s")]
    [InlineData("30 s")]
    public void A_time_that_cannot_be_used_stops_the_start_and_names_its_key(string text)
    {
        var wrong = Assert.Throws<OptionException>(() => Read("--launch-lease", text));
        Assert.StartsWith("launch-lease: ", wrong.Message, StringComparison.Ordinal);
    }

    private static ServerOptions Read(params string[] arguments) => OptionReader.Read(arguments, new Hashtable());
}
