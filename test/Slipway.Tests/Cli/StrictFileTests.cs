using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Api.Commands;
using Slipway.Cli;
using Slipway.Cli.Commands;
using Slipway.Testing;
using Slipway.Tests.Api;
using Xunit;

namespace Slipway.Tests.Cli;

/// <summary>What files and arguments hold arrives as it was written, or is refused in words; nothing is lost on the way.</summary>
public sealed class StrictFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("5e12345", "\"5e12345\"")]
    [InlineData("12e4567", "\"12e4567\"")]
    [InlineData("1e5", "\"1e5\"")]
    [InlineData("007", "\"007\"")]
    [InlineData("1.10", "\"1.10\"")]
    [InlineData("1.0", "\"1.0\"")]
    [InlineData("12345678901234567890", "\"12345678901234567890\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("0.97", "0.97")]
    [InlineData("-3", "-3")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("true", "true")]
    [InlineData("[1e5,1.10]", "[1e5,1.10]")]
    public void F_26_Metadata_that_looks_like_a_number_is_one_only_when_it_comes_back_as_typed(string typed, string sent) =>
        Assert.Equal($$"""{"k":{{sent}}}""", MetadataArguments.Read(null, [$"k={typed}"])!.Value.GetRawText());

    [Theory]
    [InlineData("1e-4", "1e-4")]
    [InlineData("1.0", "1.0")]
    [InlineData("5e12345", "\"5e12345\"")]
    public void A_run_config_takes_numbers_in_every_spelling(string typed, string sent) =>
        Assert.Equal($$"""{"lr":{{sent}}}""", JsonArguments.Read("--config", null, [$"lr={typed}"])!.Value.GetRawText());

    [Theory]
    [InlineData("a=[1e400]", "--metadata a: [0] is 1e400, a number too large for anything that reads it.")]
    [InlineData("a={\"b\":NaN}", "--metadata a: b is NaN, which JSON cannot hold.")]
    [InlineData("a=\"\\u0000\"", "--metadata a: The value holds a zero character.")]
    public void F_41_An_argument_that_cannot_be_kept_is_named(string pair, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => MetadataArguments.Read(null, [pair])).Message);

    [Theory]
    [InlineData("{\"x\":{\"loss\": NaN}}", "cannot be sent: x.loss is NaN, which JSON cannot hold.")]
    [InlineData("{\"loss\":-Infinity}", "cannot be sent: loss is -Infinity, which JSON cannot hold.")]
    [InlineData("{\"n\":[1,1e400]}", "cannot be sent: n[1] is 1e400, a number too large for anything that reads it.")]
    [InlineData("{\"a\":\"\\ud800\"}", "cannot be sent: a holds half a character.")]
    [InlineData("{\"a\":1,\"a\":2}", "is not JSON: a stands twice in one object.")]
    [InlineData("[1]", "does not hold a JSON object.")]
    public void F_41_A_file_that_cannot_be_kept_is_refused_with_key_and_value(string content, string message)
    {
        File.WriteAllText(_folder["m.json"], content);
        Assert.Equal($"'{_folder["m.json"]}' {message}", Assert.Throws<UsageException>(() => MetadataArguments.Read(_folder["m.json"], [])).Message);
    }

    [Fact]
    public void Numbers_in_a_file_are_kept_as_they_are_written_and_a_byte_order_mark_is_none_of_it()
    {
        File.WriteAllBytes(_folder["m.json"], [0xEF, 0xBB, 0xBF, .. """{"a":12345678901234567890,"b":1.10,"c":1e5}"""u8]);
        Assert.Equal("""{"a":12345678901234567890,"b":1.10,"c":1e5}""", MetadataArguments.Read(_folder["m.json"], [])!.Value.GetRawText());
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF, 0x00 }, "is not text in UTF-8. A secret is text: set bytes in base64")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x74 }, "begins with a byte order mark")]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 }, "is not text. A secret is text: set bytes in base64")]
    [InlineData(new byte[0], "the value is empty")]
    public async Task F_21_A_secret_file_that_is_not_text_is_refused_before_anything_is_sent(byte[] content, string message)
    {
        await File.WriteAllBytesAsync(_folder["k"], content, Ct);
        using var cli = new CommandLine();
        Assert.Equal(ExitCodes.WrongUse, await cli.RunAsync("secret", "set", "A", "--value-file", _folder["k"], "--team", "t", "--server", "http://127.0.0.1:1"));
        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_21_A_newline_at_the_end_of_a_secret_file_is_kept_and_told()
    {
        var sent = new List<string>();
        await using var server = await StubServer.StartAsync(async context =>
        {
            sent.Add((await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body)).GetProperty("value").GetString()!);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"name":"A","updatedAt":"2026-12-01T00:00:00Z","updatedBy":"ada","usedBy":[]}""");
        });
        using var cli = new CommandLine();
        string[] target = ["--team", "t", "--server", server.Address.AbsoluteUri];
        await File.WriteAllTextAsync(_folder["line"], "tok\n", Ct);
        await File.WriteAllTextAsync(_folder["pem"], "-----BEGIN\nKEY\n", Ct);

        Assert.Equal(0, await cli.RunAsync(["secret", "set", "A", "--value-file", _folder["line"], .. target]));
        Assert.Contains("ends with a newline, which counts", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(["secret", "set", "A", "--value-file", _folder["pem"], .. target]));
        Assert.DoesNotContain("newline", cli.Error, StringComparison.Ordinal);

        Assert.Equal(["tok\n", "-----BEGIN\nKEY\n"], sent);
    }

    [Theory]
    [InlineData("\uFEFFkey", ExitCodes.Failed)]
    [InlineData("kéy", ExitCodes.WrongUse)]
    [InlineData("two words", ExitCodes.WrongUse)]
    [InlineData("\uFEFF", ExitCodes.WrongUse)]
    public async Task F_21_A_login_takes_a_key_behind_a_byte_order_mark_and_nothing_that_is_none(string input, int code)
    {
        using var cli = new CommandLine();
        Assert.Equal(code, await cli.RunWithInputAsync(input, "login", "http://127.0.0.1:1"));
        Assert.DoesNotContain("headers", cli.Error, StringComparison.Ordinal);
    }
}
