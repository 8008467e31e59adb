using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Previews;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Automations.Previews;

public sealed class PreviewOperationsTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private AutomationsRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await AutomationsRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task B6_a_preview_tells_which_events_would_have_been_answered_and_sends_nothing()
    {
        await _room.MoveAliasAsync("prod");
        await _room.MoveAliasAsync("staging");
        await _room.MoveAliasAsync("prod", "v1");
        var preview = (await _room.PreviewAsync(AutomationsRoom.OnModel(payload: """{"v":"${alias} ${artifact_version_index}"}""").Matching("^prod$"))).Value;

        Assert.Equal(["""{"v":"prod 0"}""", """{"v":"prod 1"}"""], preview.Matches.Select(match => match.Payload));
        Assert.Equal((await _room.Registry.EventsAsync()).Count, preview.Considered);
        Assert.All(preview.Matches, match => Assert.NotNull(match.Event.Number));
        await _room.MatchAsync();
        Assert.Empty(await _room.DeliveriesAsync());
        Assert.Empty((await _room.Automations.ListAsync(_room.Viewer, AutomationsRoom.Team, null, new(10, long.MaxValue), Ct)).Value.Automations);
    }

    [Fact]
    public async Task B6_a_preview_answers_for_what_was_never_listened_to_at_the_time()
    {
        var linked = (await _room.PreviewAsync(AutomationsRoom.OnRegistry(type: AutomationEventType.LinkArtifact))).Value;
        Assert.Equal(2, linked.Matches.Count);
        Assert.All(linked.Matches, match => Assert.Equal("{}", match.Payload));
    }

    [Fact]
    public async Task S_H7_the_payloads_of_a_preview_are_bounded_together_and_those_of_the_newest_are_kept()
    {
        for (var i = 0; i < 6; i++)
        {
            await _room.MoveAliasAsync("prod", $"v{i % 2}");
        }
        var payload = $$"""{"a":"{{new string('x', 1_000_000)}}"}""";

        var preview = (await _room.PreviewAsync(AutomationsRoom.OnModel(payload: payload).Matching("^prod$"))).Value;

        Assert.True(preview.IsCut);
        Assert.Equal([null, null, payload, payload, payload, payload], preview.Matches.Select(match => match.Payload));
    }

    [Fact]
    public async Task B4_secrets_are_masked_in_a_preview_and_need_an_admin()
    {
        await _room.PutSecretAsync("PAT", "s3cret-value");
        await _room.MoveAliasAsync();
        var settings = AutomationsRoom.OnModel(payload: """{"t":"Bearer ${PAT}","u":"$PAT"}""");
        Assert.Equal("""{"t":"Bearer ***","u":"***"}""", Assert.Single((await _room.PreviewAsync(settings)).Value.Matches).Payload);
        Assert.Equal(ErrorCodes.SecretNeedsAdmin, (await _room.PreviewAsync(settings, _room.Member)).Refusal?.Code);
    }

    [Theory]
    [InlineData("^production$", "production")]
    [InlineData("^(release|prod)-.*", "release")]
    [InlineData("[0-9]+", "production")]
    [InlineData(null, "production")]
    public async Task B6_where_nothing_matched_an_event_is_made_up_to_show_the_payload(string? pattern, string alias)
    {
        var settings = AutomationsRoom.OnModel(payload: """{"v":"${artifact_version_string}","by":"${event_author}","m":"${artifact_metadata.f1}"}""").Matching(pattern);
        var preview = (await _room.PreviewAsync(settings)).Value;
        Assert.Empty(preview.Matches);
        Assert.StartsWith($$"""{"v":"acme/model-registry/Iris:{{alias}}","by":""", preview.Sample!.Payload, StringComparison.Ordinal);

        await _room.MoveAliasAsync("release-x");
        Assert.Equal(pattern?.Contains('|', StringComparison.Ordinal) ?? true, (await _room.PreviewAsync(settings)).Value.Sample is null);
    }

    [Fact]
    public async Task One_event_is_previewed_alone()
    {
        var first = await _room.MoveAliasAsync("prod");
        await _room.MoveAliasAsync("prod", "v1");
        var preview = (await _room.PreviewAsync(AutomationsRoom.OnModel(), eventId: first.Id.ToString())).Value;
        Assert.Equal((1, first.Id), (preview.Considered, Assert.Single(preview.Matches).Event.Id));
        Assert.Equal(ErrorCodes.NotFound, (await _room.PreviewAsync(AutomationsRoom.OnModel(), eventId: "999999")).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _room.PreviewAsync(AutomationsRoom.OnModel(), eventId: "x")).Refusal?.Code);
    }

    [Fact]
    public async Task Only_events_since_the_time_asked_for_are_looked_at_thirty_days_by_default()
    {
        var old = await _room.MoveAliasAsync("prod");
        _room.Database.ClockOffset += TimeSpan.FromDays(31);
        var recent = await _room.MoveAliasAsync("prod", "v1");
        Assert.Equal(recent.Id, Assert.Single((await _room.PreviewAsync(AutomationsRoom.OnModel())).Value.Matches).Event.Id);
        Assert.Equal(2, (await _room.PreviewAsync(AutomationsRoom.OnModel(), since: old.At)).Value.Matches.Count);
    }

    [Fact]
    public async Task A_preview_ends_at_its_limit()
    {
        for (var i = 0; i < PreviewOperations.MaxMatches + 5; i++)
        {
            await _room.MoveAliasAsync("prod", $"v{i % 2}");
        }
        Assert.Equal(PreviewOperations.MaxMatches, (await _room.PreviewAsync(AutomationsRoom.OnModel())).Value.Matches.Count);
    }

    [Fact]
    public async Task A_preview_needs_what_saving_needs()
    {
        Assert.Equal(ErrorCodes.Forbidden, (await _room.PreviewAsync(AutomationsRoom.OnRegistry(), _room.Member)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await _room.PreviewAsync(AutomationsRoom.OnModel(), _room.Viewer)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _room.PreviewAsync(AutomationsRoom.OnModel(), _room.Registry.Stranger)).Refusal?.Code);
        Assert.Equal(ErrorCodes.ModelMissing, (await _room.PreviewAsync(AutomationsRoom.OnModel() with { Scope = AutomationScope.OfModel("Rose") })).Refusal?.Code);
        Assert.Null((await _room.PreviewAsync(AutomationsRoom.OnModel(), _room.Member)).Refusal);
    }
}
