using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Automations;

/// <summary>Who answers an event, and that it is answered once; the same on every database.</summary>
public abstract class MatchingConformance(TestEngine engine) : IAsyncLifetime
{
    private AutomationsRoom _room = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _room = await AutomationsRoom.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task B1_an_event_is_answered_once_however_often_the_worker_runs()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        var happened = await _room.MoveAliasAsync();
        var worker = _room.Get<MatchingWorker>();
        Assert.Equal(1, await worker.RunOnceAsync(Ct));
        Assert.Equal(0, await worker.RunOnceAsync(Ct));
        Assert.Equal(happened.Id, Assert.Single(await _room.ExecutionsAsync()).EventId);
    }

    [Fact]
    public async Task B1_an_event_that_comes_back_has_its_execution_already()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        var happened = await _room.MoveAliasAsync();
        await _room.MatchAsync();
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync(
            "insert into event_pending (consumer, event_id) values ('automations', @id)", new { id = happened.Id }), Ct);
        Assert.Equal(1, await _room.MatchAsync());
        Assert.Single(await _room.ExecutionsAsync());
        Assert.Single(await _room.DeliveriesAsync());
    }

    [Fact]
    public async Task Workers_that_run_at_once_share_the_events_and_answer_each_once()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("one"));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("two"));
        for (var i = 0; i < 150; i++)
        {
            await _room.MoveAliasAsync("prod", $"v{i % 2}");
        }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(_room.MatchAsync, Ct)));
        foreach (var name in (string[])["one", "two"])
        {
            var executions = await _room.ExecutionsAsync(name);
            Assert.Equal(150, executions.Count);
            Assert.Equal(150, executions.Select(execution => execution.EventId).Distinct().Count());
            Assert.All(executions, execution => Assert.NotNull(execution.DeliveryId));
        }
    }

    [Fact]
    public async Task M3_model_and_registry_automations_answer_what_is_theirs()
    {
        await _room.Registry.CreateModelWithVersionsAsync("Rose", 1);
        await _room.SaveAsync(AutomationsRoom.OnModel("iris"));
        await _room.SaveAsync(AutomationsRoom.OnModel("rose") with { Scope = AutomationScope.OfModel("Rose") });
        await _room.SaveAsync(AutomationsRoom.OnRegistry("all"));
        await _room.SaveAsync(AutomationsRoom.OnModel("pattern").Matching("stag"));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("links", AutomationEventType.LinkArtifact));
        await _room.MoveAliasAsync("prod", "v0", "Rose");
        await _room.MoveAliasAsync("prod");
        await _room.MoveAliasAsync("my-staging");
        await _room.MatchAsync();
        Assert.Equal("2 1 3 1 0", await CountAsync("iris", "rose", "all", "pattern", "links"));
    }

    [Fact]
    public async Task M3_an_artifact_in_its_project_never_answers_for_a_registry()
    {
        await _room.SaveAsync(AutomationsRoom.OnRegistry("all"));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("made", AutomationEventType.CreateCollection));
        await _room.Registry.PublishAsync("loose", aliases: ["prod"]);
        await _room.MatchAsync();
        Assert.Equal("0 0", await CountAsync("all", "made"));
    }

    [Fact]
    public async Task Another_teams_automation_does_not_answer()
    {
        await _room.SaveAsync(AutomationsRoom.OnRegistry("all", AutomationEventType.CreateCollection));
        var other = await _room.Registry.FoundTeamAsync("other");
        _ = (await _room.Get<Slipway.Registry.RegisteredModels.ModelOperations>().CreateAsync(other, "other", new() { Name = "Iris", Type = "model" }, Ct)).Value;
        await _room.MatchAsync();
        Assert.Empty(await _room.ExecutionsAsync("all"));
    }

    [Fact]
    public async Task An_automation_made_after_the_event_does_not_answer_it()
    {
        await _room.MoveAliasAsync();
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.MatchAsync();
        Assert.Empty(await _room.ExecutionsAsync());
    }

    [Fact]
    public async Task An_automation_disabled_or_deleted_before_the_event_does_not_answer_it()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("off"));
        await _room.SaveAsync(AutomationsRoom.OnModel("gone"));
        await _room.EditAsync("off", settings => settings with { Enabled = false });
        await _room.Automations.DeleteAsync(_room.Admin, AutomationsRoom.Team, "gone", Ct);
        await _room.MoveAliasAsync();
        await _room.MatchAsync();
        Assert.Empty(await _room.ExecutionsAsync("off"));
        Assert.Empty(await _room.DeliveriesAsync());
    }

    [Fact]
    public async Task Disabling_or_deleting_between_event_and_matching_does_not_take_the_answer_back()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("off"));
        await _room.SaveAsync(AutomationsRoom.OnModel("gone"));
        await _room.MoveAliasAsync();
        await _room.EditAsync("off", settings => settings with { Enabled = false });
        await _room.Automations.DeleteAsync(_room.Admin, AutomationsRoom.Team, "gone", Ct);
        await _room.MatchAsync();
        Assert.Single(await _room.ExecutionsAsync("off"));
        Assert.Equal(["gone", "off"], (await _room.DeliveriesAsync()).Select(made => made.Automation).Order());
    }

    [Fact]
    public async Task An_edit_between_event_and_matching_answers_with_what_stood_when_it_happened()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel(payload: """{"as":"old"}"""));
        await _room.MoveAliasAsync();
        await _room.EditAsync("deploy", settings => settings with { Action = new WebhookAction { Webhook = AutomationsRoom.Webhook, Payload = """{"as":"new"}""" } });
        await _room.MoveAliasAsync(version: "v1");
        await _room.MatchAsync();
        var made = await _room.DeliveriesAsync();
        Assert.Equal(2, made.Count);
        Assert.Contains("old", made[0].Payload, StringComparison.Ordinal);
        Assert.Contains("new", made[1].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M13_deleting_a_model_ends_its_automations_after_they_answered()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("last words") with { Event = new AutomationEvent { Type = AutomationEventType.DeleteCollection } });
        await _room.SaveAsync(AutomationsRoom.OnModel("deploy"));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("wide", AutomationEventType.DeleteCollection));
        await _room.MoveAliasAsync();
        await _room.DeleteModelAsync();
        await _room.MatchAsync();

        Assert.Equal(["deploy", "last words", "wide"], (await _room.DeliveriesAsync()).Select(made => made.Automation).Order());
        Assert.Equal(ErrorCodes.NotFound, (await _room.Automations.GetAsync(_room.Admin, AutomationsRoom.Team, "deploy", Ct)).Refusal?.Code);
        Assert.Null((await _room.GetAsync("wide")).DisabledReason);
        var webhook = (await _room.Webhooks.GetAsync(_room.Admin, AutomationsRoom.Team, AutomationsRoom.Webhook, Ct)).Value;
        Assert.Equal("wide", Assert.Single(webhook.UsedBy).UserName);
    }

    [Fact]
    public async Task A_model_made_again_under_the_same_name_has_none_of_the_old_automations()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.DeleteModelAsync();
        await _room.Registry.CreateModelWithVersionsAsync(AutomationsRoom.Model, 1);
        await _room.MoveAliasAsync();
        await _room.MatchAsync();
        Assert.Empty(await _room.DeliveriesAsync());
    }

    [Fact]
    public async Task Of_many_who_create_one_name_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(
            () => _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, AutomationsRoom.OnModel(), Ct), Ct)));
        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        Assert.Equal(11, outcomes.Count(outcome => outcome.Refusal?.Code == ErrorCodes.NameTaken));
    }

    [Fact]
    public async Task Of_many_that_are_renamed_to_one_name_at_once_one_succeeds()
    {
        foreach (var i in Enumerable.Range(0, 12))
        {
            await _room.SaveAsync(AutomationsRoom.OnModel($"a{i}"));
        }
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => _room.Automations.EditAsync(
            _room.Admin, AutomationsRoom.Team, $"a{i}", settings => settings with { Name = "best" }, Ct), Ct)));
        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        Assert.Equal(11, outcomes.Count(outcome => outcome.Refusal?.Code == ErrorCodes.NameTaken));
    }

    [Fact]
    public async Task Edits_at_once_leave_one_version_standing_and_no_gap_between_them()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => _room.EditAsync("deploy", settings => settings with { Description = $"{settings.Description}{i}," }), Ct)));
        var saved = await _room.GetAsync();
        Assert.Equal(12, saved.Settings.Description!.Count(letter => letter == ','));
        var versions = await _room.Database.ReadAsync(session => session.QueryAsync<Version>(
            "select valid_from, valid_to from automation_versions where automation_id = @Id order by id", new { saved.Id }), Ct);
        Assert.Equal(13, versions.Count);
        Assert.Equal(versions.Skip(1).Select(version => (DateTimeOffset?)version.ValidFrom), versions.SkipLast(1).Select(version => version.ValidTo));
        Assert.Null(versions[^1].ValidTo);
    }

    private async Task<string> CountAsync(params string[] names)
    {
        var counts = new List<int>();
        foreach (var name in names)
        {
            counts.Add((await _room.ExecutionsAsync(name)).Count);
        }
        return string.Join(' ', counts);
    }

    private sealed record Version
    {
        public required DateTimeOffset ValidFrom { get; init; }

        public DateTimeOffset? ValidTo { get; init; }
    }
}

public sealed class SqliteMatchingTests() : MatchingConformance(TestEngine.Sqlite);

public sealed class PostgresMatchingTests() : MatchingConformance(TestEngine.Postgres);
