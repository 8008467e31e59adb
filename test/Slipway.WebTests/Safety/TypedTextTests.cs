using System.Text.Json;
using Slipway.Web.Parts;

namespace Slipway.WebTests.Safety;

/// <summary>What is typed into a form is read as strictly as what the REST API is sent.</summary>
public sealed class TypedTextTests
{
    [Theory]
    [InlineData("""{"cpus":"1","cpus":"2"}""", "cpus stands twice in one object.")]
    [InlineData("""{"a":"\ud800"}""", "a holds half a character.")]
    [InlineData("""{"a":["\u0000"]}""", "a[0] holds a zero character.")]
    [InlineData("""{"a":1e400}""", "a is 1e400, a number too large for anything that reads it.")]
    [InlineData("""{"a":NaN}""", "a is NaN, which JSON cannot hold.")]
    public void F_1_JSON_that_its_readers_would_read_differently_is_refused_in_a_form(string typed, string words)
    {
        var refused = JsonText.Read(typed, "config").Refusal!;
        Assert.EndsWith(words, refused.Errors!["config"].Single(), StringComparison.Ordinal);

        var field = SchemaField.Of("config", JsonElement.Parse("""{"type":"object"}"""), isRequired: false);
        Assert.Null(field.Read(typed, out var problem));
        Assert.EndsWith(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_else_is_kept_as_it_was_typed() =>
        Assert.Equal("""{"a":12345678901234567890,"b":1.10}""", JsonText.Read("""{"a":12345678901234567890,"b":1.10}""", "config").Value!.Value.GetRawText());
}
