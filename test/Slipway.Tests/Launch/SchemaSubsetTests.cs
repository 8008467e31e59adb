using System.Diagnostics;
using System.Text.Json;
using Slipway.Launch.Schemas;
using Xunit;

namespace Slipway.Tests.Launch;

public sealed class SchemaSubsetTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","minimum":2}}}""", """{"a":1}""", "v.a must be at least 2.")]
    [InlineData("""{"properties":{"a":{"items":{"properties":{"b":{"enum":[1,"x",{"c":[1.0]}]}}}}}}""", """{"a":[{"b":1},{"b":{"c":[1]}},{"b":2}]}""", """v.a[2].b must be one of 1, "x", {"c":[1.0]}.""")]
    [InlineData("""{"required":["a","b"],"additionalProperties":false,"properties":{"a":{}}}""", """{"a":1,"b":2}""", "v.b is not known to the job.")]
    [InlineData("""{"required":["a","b"]}""", """{"a":1}""", "v.b is missing.")]
    [InlineData("""{"type":["string","null"]}""", "1", "v is a number; it must be string or null.")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"exclusiveMaximum":1}""", "1", "v must be less than 1.")]
    public void A_value_is_told_what_is_wrong_and_where(string schema, string value, string? problem) =>
        Assert.Equal(problem, SchemaSubset.Problem(JsonElement.Parse(schema), JsonElement.Parse(value), "v"));

    [Fact]
    public void S_H3_Large_schemas_and_values_are_held_against_each_other_in_linear_time()
    {
        const int Many = 60_000;
        var numbers = string.Join(',', Enumerable.Range(0, Many));
        var fields = string.Join(',', Enumerable.Range(0, Many).Select(number => $"\"k{number}\":{number}"));
        var schemas = string.Join(',', Enumerable.Range(0, Many).Select(number => $"\"k{number}\":{{}}"));
        var name = new string('n', 200_000);
        var begun = Stopwatch.GetTimestamp();

        Assert.Null(SchemaSubset.Problem(JsonElement.Parse($$$"""{"items":{"enum":[{{{numbers}}}]}}"""), JsonElement.Parse($"[{numbers}]"), "v"));
        Assert.Null(SchemaSubset.Problem(JsonElement.Parse("{\"additionalProperties\":false,\"properties\":{" + schemas + "}}"), JsonElement.Parse($"{{{fields}}}"), "v"));
        Assert.Null(SchemaSubset.Problem(
            JsonElement.Parse($$$$$"""{"properties":{"{{{{{name}}}}}":{"items":{"type":"integer"}}}}"""), JsonElement.Parse($$"""{"{{name}}":[{{numbers}}]}"""), "v"));

        // Each with each is thousands of millions of comparisons, and a place written out for each value tens of gigabytes:
        // minutes, on any machine.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), $"{Stopwatch.GetElapsedTime(begun)}");
    }

    [Fact]
    public void Numbers_that_share_a_double_are_told_apart_in_linear_time()
    {
        // Too few bits are left in a double for the last three digits.
        var numbers = string.Join(',', Enumerable.Range(0, 40_000).Select(number => $"1000000000000000000000000{number:D5}"));
        var begun = Stopwatch.GetTimestamp();

        Assert.NotNull(SchemaSubset.Problem(JsonElement.Parse($$"""{"enum":[{{numbers}}]}"""), JsonElement.Parse("1"), "v"));

        // Each with each is hundreds of millions of comparisons of long numbers.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(begun)}");
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "10e-1")]
    [InlineData("-0.0150", "-15E-3")]
    [InlineData("0", "-0.00e7")]
    [InlineData("1200", "0.12E+4")]
    [InlineData("1e-99999999999999999999", "1e-99999999999999999999")]
    [InlineData("[100,{\"a\":2.0}]", "[1e2,{\"a\":2}]")]
    public void A_number_is_one_of_the_allowed_however_it_is_written(string allowed, string value) =>
        Assert.Null(SchemaSubset.Problem(JsonElement.Parse($$"""{"enum":[{{allowed}}]}"""), JsonElement.Parse(value), "v"));

    [Theory]
    [InlineData("1000000000000000000001", "1000000000000000000002")]
    [InlineData("1", "-1")]
    [InlineData("12", "120")]
    [InlineData("0.1", "0.01")]
    public void A_number_that_differs_is_none_of_the_allowed(string allowed, string value) =>
        Assert.NotNull(SchemaSubset.Problem(JsonElement.Parse($$"""{"enum":[{{allowed}}]}"""), JsonElement.Parse(value), "v"));

    [Fact]
    public void Of_many_allowed_values_the_first_are_named()
    {
        var problem = SchemaSubset.Problem(
            JsonElement.Parse($$"""{"enum":["{{new string('x', 5_000)}}",{{string.Join(',', Enumerable.Range(1, 5_000))}}]}"""), JsonElement.Parse("0"), "v")!;

        Assert.InRange(problem.Length, 0, 300);
        Assert.EndsWith("x..., 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 4981 more.", problem, StringComparison.Ordinal);
    }
}
