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

        Assert.Null(SchemaSubset.Problem(JsonElement.Parse($$"""{"items":{"enum":[{{numbers}}]}}"""), JsonElement.Parse($"[{numbers}]"), "v"));
        Assert.Null(SchemaSubset.Problem(JsonElement.Parse($$$"""{"additionalProperties":false,"properties":{{{{schemas}}}}}"""), JsonElement.Parse($"{{{fields}}}"), "v"));
        Assert.Null(SchemaSubset.Problem(
            JsonElement.Parse($$$"""{"properties":{"{{{name}}}":{"items":{"type":"integer"}}}}"""), JsonElement.Parse($$"""{"{{name}}":[{{numbers}}]}"""), "v"));

        // Each with each is thousands of millions of comparisons, and a place written out for each value tens of gigabytes.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5), $"{Stopwatch.GetElapsedTime(begun)}");
    }
}
