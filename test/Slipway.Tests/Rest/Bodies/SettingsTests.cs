using System.Text.Json;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Api.Webhooks;
using Slipway.Rest.Bodies;
using Xunit;

namespace Slipway.Tests.Rest.Bodies;

public sealed class SettingsTests
{
    private static readonly QueueSettings Cpu = new() { Name = "cpu", Resource = QueueResource.Process };

    [Fact]
    public void A_form_changes_what_was_changed_in_it_and_nothing_that_others_changed_meanwhile()
    {
        var opened = Cpu with { MaxQueued = 3, Labels = ["a"], Config = JsonElement.Parse("""{"a":1}""") };
        var change = Patch<QueueSettings>.Between(opened, opened with { Description = "d", Labels = ["a"], Config = JsonElement.Parse("""{"a": 1}"""), MaxQueued = null });

        var now = change.Over(opened with { Paused = true, PauseNote = "disks", Labels = ["b"], Config = null, MaxQueued = 9 });

        Assert.Equal(("d", true, "disks", "b", null, null), (now.Description, now.Paused, now.PauseNote, now.Labels.Single(), now.Config, now.MaxQueued));
    }

    [Fact]
    public void Free_JSON_is_stored_letter_by_letter()
    {
        const string written = """{ "é":"\u00e9 <あ> \/", "n": 1.50e2 }""";

        var text = SettingsText.Of(Cpu with { Config = JsonElement.Parse(written) });

        Assert.Contains($"\"config\":{written}", text, StringComparison.Ordinal);
        Assert.Equal(written, SettingsText.Read<QueueSettings>(text).Config!.Value.GetRawText());
        Assert.Null(SettingsText.Read<QueueSettings>(SettingsText.Of(Cpu with { Config = default(JsonElement) })).Config);
    }

    [Theory]
    [InlineData(LostPolicy.Unknown)]
    [InlineData((LostPolicy)77)]
    public void A_word_that_nobody_knows_is_refused_whichever_door_it_came_through(LostPolicy policy) =>
        Assert.Equal("lostPolicy is fail or retry.", SettingsWords.Check(Cpu with { LostPolicy = policy })!.Detail);

    [Fact]
    public void A_list_of_words_is_looked_at_too() =>
        Assert.Equal("signatures takes github.", SettingsWords.Check(new WebhookSettings { Name = "w", Url = "https://a.example", Signatures = [default] })!.Detail);

    [Fact]
    public void Known_words_pass()
    {
        Assert.Null(SettingsWords.Check(Cpu));
        Assert.Null(SettingsWords.Check(new WebhookSettings { Name = "w", Url = "https://a.example" }));
    }

    [Fact]
    public void A_word_has_one_value_and_a_value_one_word()
    {
        Assert.Equal(["process", "docker", "kubernetes", "sagemaker"], EnumWords.All<QueueResource>());
        Assert.Equal(QueueResource.Docker, EnumWords.Find<QueueResource>("local-container"));
        Assert.Null(EnumWords.Find<QueueResource>("Docker"));
        Assert.Equal("unknown", EnumWords.Of(QueueResource.Unknown));
    }

    [Fact]
    public void A_client_reads_a_word_of_a_newer_server_as_unknown() =>
        Assert.Equal(QueueResource.Unknown, SettingsText.Read<QueueSettings>("""{"name":"a","resource":"vertex"}""").Resource);
}
