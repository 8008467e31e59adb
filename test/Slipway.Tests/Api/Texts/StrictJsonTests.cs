using System.Text.Json;
using Slipway.Api.Texts;
using Xunit;

namespace Slipway.Tests.Api.Texts;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", "a holds half a character.")]
    [InlineData("""{"a":["b",{"c":"\udc00\ud800"}]}""", "a[1].c holds half a character.")]
    [InlineData("""{"a":{"\ud800":1}}""", "a holds half a character.")]
    [InlineData("""{"\u0000":1}""", "The value holds a zero character.")]
    [InlineData("""["x","y\u0000"]""", "[1] holds a zero character.")]
    [InlineData("""{"a":[[],[{"b":1}],{"c":"\u0000"}]}""", "a[2].c holds a zero character.")]
    [InlineData("\"\\u0000\"", "The value holds a zero character.")]
    [InlineData("""{"loss":1e400}""", "loss is 1e400, a number too large for anything that reads it.")]
    [InlineData("""{"x":{"loss":[0.5,-1e999]}}""", "x.loss[1] is -1e999, a number too large for anything that reads it.")]
    [InlineData("""{"x":1,"loss":NaN}""", "loss is NaN, which JSON cannot hold.")]
    [InlineData("""{"x":[1, -Infinity]}""", "x[1] is -Infinity, which JSON cannot hold.")]
    [InlineData("""{"x": Infinity }""", "x is Infinity, which JSON cannot hold.")]
    public void F_2_What_cannot_be_kept_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<StrictJsonException>(() => StrictJson.Parse(text)).Message);

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "a stands twice in one object.")]
    [InlineData("""{"b":[{"a":1,"\u0061":2}]}""", "a stands twice in one object.")]
    [InlineData("""{"a":1,}""", "no comma may stand before a closing bracket.")]
    [InlineData("{\"a\":\"1\"", "it ends before all brackets are closed.")]
    public void F_1_What_its_readers_would_read_differently_is_refused(string text, string words) =>
        Assert.Equal(words, JsonWords.Of(Assert.ThrowsAny<JsonException>(() => StrictJson.Parse(text))));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Nesting_ends_at_64_levels(int depth, bool isTaken)
    {
        var text = new string('[', depth) + new string(']', depth);
        var thrown = Record.Exception(() => StrictJson.Parse(text));
        Assert.Equal(isTaken ? null : "objects and lists are nested too deeply; 64 levels are the most.", thrown is JsonException wrong ? JsonWords.Of(wrong) : null);
    }

    [Theory]
    [InlineData("""{"a":12345678901234567890123,"b":1.10,"c":1E2,"d":-0,"e":"\ud83d\ude00","f":"Ä","g":"a\u0001"}""")]
    [InlineData("""[]""")]
    [InlineData("0")]
    public void Everything_else_is_kept_as_it_is_written(string text) => Assert.Equal(text, StrictJson.Parse(text).GetRawText());

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Equal("a holds half a character.", Assert.Throws<StrictJsonException>(() => StrictJson.Parse([.. "{\"a\":\"x"u8, 0xFF, .. "\"}"u8])).Message);

    [Fact]
    public void A_field_of_a_record_is_read_alike_however_its_bytes_arrive()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        StrictConverters.AddTo(options);
        var bad = "{\"text\":\"x\",\"free\":{\"a\":[\"" + new string('y', 40_000) + "\",\"\\ud800\"]}}";

        var thrown = Assert.Throws<StrictJsonException>(() => JsonSerializer.Deserialize<Holder>(bad, options));
        var good = JsonSerializer.Deserialize<Holder>("""{"text":"\ud83d\ude00","number":0.5,"free":{"a":1.10},"names":{"é":"x"}}""", options)!;

        Assert.Equal(("$.free", "a[1]", PlainText.Half), (thrown.Path, thrown.Place, thrown.Problem));
        Assert.Equal(("😀", 0.5, """{"a":1.10}""", "x"), (good.Text, good.Number, good.Free!.Value.GetRawText(), good.Names!["é"]));
        Assert.All(
            (string[])["""{"text":"\u0000"}""", """{"number":1e400}""", """{"names":{"a":"\u0000"}}""", """{"free":"\u0000"}"""],
            text => Assert.Throws<StrictJsonException>(() => JsonSerializer.Deserialize<Holder>(text, options)));
        Assert.Null(JsonSerializer.Deserialize<Holder>("""{"text":null,"free":null,"number":null}""", options)!.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ärzte 漢字 😀\n")]
    [InlineData("\ud83d\ude00\ud83d\ude00")]
    public void A_text_of_whole_characters_is_fine(string text) => Assert.Null(PlainText.Problem(text));

    // Not as data of a theory: a runner that writes its data down cannot write these.
    [Fact]
    public void A_text_that_is_none_is_found()
    {
        Assert.Equal(PlainText.Zero, PlainText.Problem("a\0"));
        Assert.All((string[])["\ud83d", "\ude00x", "\ud83d\ude00\ud83dx", "\ud83d\ud83d\ude00", "a\ude00\ud83d"], text => Assert.Equal(PlainText.Half, PlainText.Problem(text)));
    }

    private sealed record Holder
    {
        public string? Text { get; init; }

        public double? Number { get; init; }

        public JsonElement? Free { get; init; }

        public Dictionary<string, string>? Names { get; init; }
    }
}
