using Slipway.Api.Commands;
using Slipway.Cli;
using Slipway.Cli.Commands;
using Slipway.Cli.Output;
using Slipway.Testing;

namespace Slipway.Tests.Cli;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("Iris", "home", "model-registry", "Iris", null)]
    [InlineData("Iris:v3", "home", "model-registry", "Iris", "v3")]
    [InlineData("p/n:best", "home", "p", "n", "best")]
    [InlineData("t/p/n:v0", "t", "p", "n", "v0")]
    [InlineData("t/model-registry/Iris:production", "t", "model-registry", "Iris", "production")]
    public void A_target_is_read_in_all_its_lengths(string text, string team, string project, string name, string? version)
    {
        Assert.Equal(new Target(team, project, name, version), Target.Parse(text, () => "home"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":v3")]
    [InlineData("Iris:")]
    [InlineData("a//b")]
    [InlineData("a/b/c/d")]
    public void A_target_that_names_nothing_is_wrong_use(string text)
    {
        Assert.Throws<UsageException>(() => Target.Parse(text, () => "home"));
    }

    [Fact]
    public void Metadata_values_that_are_JSON_are_taken_as_such_and_come_after_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["m.json"], """{"accuracy":0.1,"kept":[1,2]}""");

        var metadata = MetadataArguments.Read(
            folder["m.json"], ["accuracy=0.97", "note=a=b", "ok=true", "text=\"5\"", "empty="]);

        Assert.Equal(
            """{"accuracy":0.97,"kept":[1,2],"note":"a=b","ok":true,"text":"5","empty":""}""", metadata!.Value.GetRawText());
    }

    [Theory]
    [InlineData("novalue")]
    [InlineData("=x")]
    public void Metadata_without_key_or_value_is_wrong_use(string pair)
    {
        Assert.Throws<UsageException>(() => MetadataArguments.Read(null, [pair]));
    }

    [Fact]
    public void Metadata_from_a_file_without_an_object_is_wrong_use()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["m.json"], "[1]");

        Assert.Throws<UsageException>(() => MetadataArguments.Read(folder["m.json"], []));
    }

    [Theory]
    [InlineData("localhost:8420", "http://localhost:8420/")]
    [InlineData("127.0.0.1:8420", "http://127.0.0.1:8420/")]
    [InlineData("slipway.example.com", "https://slipway.example.com/")]
    [InlineData("https://x.example/slipway?a#b", "https://x.example/slipway")]
    public void An_address_may_be_typed_short(string typed, string server)
    {
        Assert.Equal(server, CliSession.ServerOf(typed).AbsoluteUri);
    }

    [Fact]
    public void Text_of_others_cannot_steer_the_terminal()
    {
        Assert.Equal("a\\u001b[31m\\u202eb\nc\td", Printable.Of("a\u001b[31m\u202eb\nc\td"));
        Assert.Equal("a b", Printable.Line("a\nb"));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(10L << 30, "10 GiB")]
    public void Sizes_are_written_for_people(long bytes, string text)
    {
        Assert.Equal(text, Human.Size(bytes));
    }
}
