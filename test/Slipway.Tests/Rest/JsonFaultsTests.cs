using System.Text;
using System.Text.Json;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class JsonFaultsTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""", "a")]
    [InlineData("""{"top":{"a":[{"b":1,"c":2,"b":3}]}}""", "top")]
    [InlineData("""{"top":{"a":1,"\u0061":2}}""", "top")]
    [InlineData("""{"a":"\ud800"}""", "a")]
    [InlineData("""{"a":{"x\udc00":1}}""", "a")]
    [InlineData("""[{"a":1,"a":2}]""", "a")]
    [InlineData("\"\\ud800\"", null)]
    public void A_key_that_stands_twice_and_half_a_surrogate_pair_are_found_at_any_depth(string json, string? key)
    {
        Assert.Equal(key, JsonFaults.Find(Encoding.UTF8.GetBytes(json))!.Key);
        Assert.NotNull(JsonFaults.Find(JsonElement.Parse(json)));
    }

    [Theory]
    [InlineData("""{"a":1,"A":2,"b":{"a":1},"c":[{"a":1},{"a":2}]}""")]
    [InlineData("""{"a":"\ud83d\ude00","b":"\u0000","":{}}""")]
    [InlineData("not JSON at all")]
    [InlineData("{\"a\":")]
    [InlineData("17")]
    public void Nothing_else_is_a_fault(string json) => Assert.Null(JsonFaults.Find(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Nothing_is_no_fault()
    {
        Assert.Null(JsonFaults.Find((JsonElement?)null));
        Assert.Null(JsonFaults.Find(JsonElement.Parse("null")));
    }
}
