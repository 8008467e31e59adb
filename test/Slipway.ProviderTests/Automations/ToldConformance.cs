using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Api.Webhooks;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Explanations;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Testing;
using Slipway.Webhooks.Definitions;
using Xunit;

namespace Slipway.ProviderTests.Automations;

/// <summary>What happens to a team or in its projects sets automations going, and each says why it did or did not; the same on every database.</summary>
public abstract class ToldConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Payload = """{"v":"${event_type} ${webhook_name} ${event_reason} ${artifact_version_string} ${artifact_collection_name} ${project_name}"}""";
    private AutomationsRoom _room = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _room = await AutomationsRoom.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_published_version_is_answered_by_automations_on_its_artifact_or_project_and_no_other()
    {
        await _room.Registry.PublishAsync("weights");
        await _room.Registry.PublishAsync("other");
        await _room.SaveAsync(OnArtifact("artifact", "iris/weights"));
        await _room.SaveAsync(OnArtifact("elsewhere", "iris/other"));
        await _room.SaveAsync(OnArtifact("project", null));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("registry", AutomationEventType.LinkArtifact));
        await _room.Registry.PublishAsync("weights");
        await _room.MatchAsync();
        Assert.Equal("1 0 1 0", await CountAsync("artifact", "elsewhere", "project", "registry"));
        Assert.All(await _room.DeliveriesAsync(), made =>
            Assert.Contains("CREATE_ARTIFACT   acme/iris/weights:v1 weights iris", made.Payload, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_artifact_that_is_deleted_ends_the_automations_on_it()
    {
        await _room.Registry.PublishAsync("weights");
        await _room.SaveAsync(OnArtifact("artifact", "iris/weights"));
        var collection = await _room.Database.ReadAsync(session => session.ScalarAsync<long>("select id from collections where name = 'weights'"), Ct);
        await RaiseAsync(new NewEvent
        {
            Type = EventTypes.DeleteCollection,
            TeamId = TeamId,
            Team = AutomationsRoom.Team,
            Project = "iris",
            ScopeKind = ScopeKind.Project,
            CollectionId = collection,
            Artifact = "weights",
            Actor = "ann",
        });
        await _room.MatchAsync();
        Assert.Equal(ErrorCodes.NotFound, (await _room.Automations.GetAsync(_room.Admin, AutomationsRoom.Team, "artifact", Ct)).Refusal?.Code);
    }

    [Theory]
    [InlineData(AutomationEventType.CreateArtifact, ScopeType.Team, ErrorCodes.ScopeInvalid)]
    [InlineData(AutomationEventType.CreateArtifact, ScopeType.Registry, ErrorCodes.ScopeInvalid)]
    [InlineData(AutomationEventType.CreateArtifact, ScopeType.Artifact, ErrorCodes.ArtifactMissing)]
    [InlineData(AutomationEventType.WebhookDisabled, ScopeType.Registry, ErrorCodes.ScopeInvalid)]
    [InlineData(AutomationEventType.WorkSetAside, ScopeType.Project, ErrorCodes.ScopeInvalid)]
    [InlineData(AutomationEventType.LinkArtifact, ScopeType.Artifact, ErrorCodes.ScopeInvalid)]
    [InlineData(AutomationEventType.RunState, ScopeType.Artifact, ErrorCodes.ScopeInvalid)]
    public async Task A_scope_that_does_not_go_with_the_event_is_refused(AutomationEventType type, ScopeType scope, string code)
    {
        var settings = AutomationsRoom.OnRegistry("a", type) with
        {
            Scope = new AutomationScope { Type = scope, Name = scope switch { ScopeType.Project => "iris", ScopeType.Artifact => "iris/none", _ => null } },
        };
        Assert.Equal(code, (await _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, settings, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task On_one_artifact_a_member_may_and_for_the_team_only_an_admin()
    {
        await _room.Registry.PublishAsync("weights");
        Assert.Null((await _room.Automations.CreateAsync(_room.Member, AutomationsRoom.Team, OnArtifact("artifact", "iris/weights"), Ct)).Refusal);
        Assert.Equal(ErrorCodes.Forbidden,
            (await _room.Automations.CreateAsync(_room.Member, AutomationsRoom.Team, OnTeam("team", EventTypes.WebhookDisabled), Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_webhook_that_is_disabled_can_page_somebody_and_never_calls_itself()
    {
        _ = (await _room.Webhooks.CreateAsync(_room.Admin, AutomationsRoom.Team, new WebhookSettings { Name = "pager", Url = _room.Receiver.Url + "/pager" }, Ct)).Value;
        await _room.SaveAsync(OnTeam("page", EventTypes.WebhookDisabled) with { Action = new WebhookAction { Webhook = "pager", Payload = Payload } });
        await _room.SaveAsync(OnTeam("self", EventTypes.WebhookDisabled));
        await RaiseTeamEventAsync(EventTypes.WebhookDisabled, """{"webhook":"ci","reason":"gone"}""");
        await _room.MatchAsync();
        Assert.Contains("WEBHOOK_DISABLED ci gone", Assert.Single(await _room.DeliveriesAsync()).Payload, StringComparison.Ordinal);
        var self = Assert.Single(await _room.ExecutionsAsync("self"));
        Assert.Equal(ExecutionState.Skipped, self.State);
        Assert.StartsWith("loop: ", self.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_was_set_aside_can_page_somebody_and_what_fails_by_that_ends_somewhere()
    {
        await _room.SaveAsync(OnTeam("page", EventTypes.WorkSetAside));
        await RaiseTeamEventAsync(EventTypes.WorkSetAside, """{"worker":"RunRescuer","unit":"run 7","trace":"abc"}""");
        await _room.MatchAsync();
        Assert.Contains("WORK_SET_ASIDE  RunRescuer gave up run 7; trace abc", Assert.Single(await _room.DeliveriesAsync()).Payload, StringComparison.Ordinal);

        await using var fault = await PlantedFault.PlantAsync(_room.Database, "insert", "deliveries", "new.team_id > 0");
        await RaiseTeamEventAsync(EventTypes.WorkSetAside, """{"worker":"RunRescuer","unit":"run 8","trace":"abc"}""");
        for (var round = 0; round < 60; round++)
        {
            _room.Database.ClockOffset += TimeSpan.FromMinutes(1);
            await _room.Get<MatchingWorker>().RunOnceAsync(Ct);
        }
        var executions = await _room.ExecutionsAsync("page");
        Assert.Equal(ExecutionState.Skipped, executions[^1].State);
        Assert.InRange(executions.Count, 3, 10);
    }

    [Theory]
    [InlineData(EventTypes.CreateArtifact)]
    [InlineData(EventTypes.WebhookDisabled)]
    [InlineData(EventTypes.WorkSetAside)]
    public async Task A_preview_shows_past_events_and_where_there_are_none_a_made_up_one(string type)
    {
        var settings = type == EventTypes.CreateArtifact ? OnArtifact("a", null) : OnTeam("a", type);
        if (type == EventTypes.CreateArtifact)
        {
            Assert.NotEmpty((await _room.PreviewAsync(settings)).Value.Matches);
            return;
        }
        var sample = (await _room.PreviewAsync(settings)).Value.Sample!;
        Assert.Equal(ScopeKind.Team, sample.Event.ScopeKind);
        Assert.Contains(type, sample.Payload, StringComparison.Ordinal);
        await RaiseTeamEventAsync(type, "{}");
        Assert.Single((await _room.PreviewAsync(settings)).Value.Matches);
    }

    [Fact]
    public async Task Every_automation_says_why_it_did_or_did_not_answer()
    {
        await _room.Registry.CreateModelWithVersionsAsync("Rose", 1);
        await _room.SaveAsync(AutomationsRoom.OnModel("fires"));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("type", AutomationEventType.LinkArtifact));
        await _room.SaveAsync(AutomationsRoom.OnModel("scope") with { Scope = AutomationScope.OfModel("Rose") });
        await _room.SaveAsync(AutomationsRoom.OnModel("pattern").Matching("^staging$"));
        await _room.SaveAsync(AutomationsRoom.OnModel("off") with { Enabled = false });
        await _room.SaveAsync(AutomationsRoom.OnModel("mended").Matching("^x$"));
        await _room.SaveAsync(AutomationsRoom.OnModel("gone"));
        await _room.SaveAsync(AutomationsRoom.OnModel("before"));
        await _room.Automations.DeleteAsync(_room.Admin, AutomationsRoom.Team, "before", Ct);
        var happened = await _room.MoveAliasAsync();
        Assert.Equal(VerdictCodes.Waiting, (await ExplainAsync(happened))["fires"].Then.Code);
        await _room.MatchAsync();
        await _room.Automations.DeleteAsync(_room.Admin, AutomationsRoom.Team, "gone", Ct);
        await _room.EditAsync("mended", settings => settings.Matching(null));
        await _room.SaveAsync(AutomationsRoom.OnModel("late"));

        var explained = await ExplainAsync(happened);
        Assert.Equal(
            [
                "before deleted -", "fires fired fired", "gone fired -", "late not_yet_made fired", "mended pattern fired", "off disabled disabled",
                "pattern pattern pattern", "scope other_scope other_scope", "type other_type other_type",
            ],
            explained.Values.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => $"{one.Name} {one.Then.Code} {one.Now?.Code ?? "-"}"));
        Assert.Equal(happened.Id, explained["fires"].Execution!.EventId);
        Assert.Contains("^staging$", explained["pattern"].Then.Detail, StringComparison.Ordinal);

        var ofOne = (await _room.Get<ExplanationOperations>().ExplainAutomationAsync(_room.Viewer, AutomationsRoom.Team, "pattern", Ct)).Value;
        Assert.Equal((happened.Id, VerdictCodes.Pattern), (ofOne[0].Event.Id, ofOne[0].Explanation.Then.Code));
    }

    [Fact]
    public async Task A_loop_a_filter_and_an_answer_that_is_tried_again_are_explained()
    {
        await _room.SaveAsync(OnTeam("self", EventTypes.WebhookDisabled));
        await _room.SaveAsync(AutomationsRoom.OnRegistry("runs", AutomationEventType.RunState) with
        {
            Scope = new AutomationScope { Type = ScopeType.Team },
            Event = new AutomationEvent { Type = AutomationEventType.RunState, States = ["finished"] },
        });
        var loop = await RaiseTeamEventAsync(EventTypes.WebhookDisabled, """{"webhook":"ci","reason":"gone"}""");
        var run = await RaiseAsync(new NewEvent
        {
            Type = EventTypes.RunState,
            TeamId = TeamId,
            Team = AutomationsRoom.Team,
            Project = "iris",
            ScopeKind = ScopeKind.Project,
            Run = "abc",
            After = "\"failed\"",
            Actor = "ann",
        });
        await _room.MatchAsync();
        Assert.Equal(VerdictCodes.Loop, (await ExplainAsync(loop))["self"].Then.Code);
        Assert.Equal(VerdictCodes.Filter, (await ExplainAsync(run))["runs"].Then.Code);

        await _room.SaveAsync(AutomationsRoom.OnModel());
        await using var fault = await PlantedFault.PlantAsync(_room.Database, "insert", "deliveries", "new.team_id > 0");
        var failing = await _room.MoveAliasAsync();
        await _room.Get<MatchingWorker>().RunOnceAsync(Ct);
        Assert.Contains("1 times", (await ExplainAsync(failing))["deploy"].Then.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_read_events_is_told_nothing()
    {
        var happened = await _room.MoveAliasAsync();
        Assert.Equal(ErrorCodes.NotFound,
            (await _room.Get<ExplanationOperations>().ExplainAsync(_room.Registry.Stranger, AutomationsRoom.Team, happened.Id.ToString(), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound,
            (await _room.Get<ExplanationOperations>().ExplainAsync(_room.Viewer, AutomationsRoom.Team, "999999", Ct)).Refusal?.Code);
    }

    private TeamId TeamId => _room.Admin.Memberships.Keys.Single();

    private static AutomationSettings OnArtifact(string name, string? artifact) => AutomationsRoom.OnModel(name, Payload) with
    {
        Scope = new AutomationScope { Type = artifact is null ? ScopeType.Project : ScopeType.Artifact, Name = artifact ?? "iris" },
        Event = new AutomationEvent { Type = AutomationEventType.CreateArtifact },
    };

    private static AutomationSettings OnTeam(string name, string type) =>
        AutomationsRoom.OnModel(name, Payload) with
        {
            Scope = new AutomationScope { Type = ScopeType.Team },
            Event = new AutomationEvent { Type = EnumWords.Find<AutomationEventType>(type)!.Value },
        };

    private Task<LoggedEvent> RaiseTeamEventAsync(string type, string after) => RaiseAsync(new NewEvent
    {
        Type = type,
        TeamId = TeamId,
        Team = AutomationsRoom.Team,
        ScopeKind = ScopeKind.Team,
        After = after,
        Actor = "slipway",
    });

    private async Task<LoggedEvent> RaiseAsync(NewEvent happened)
    {
        await _room.Database.WriteAsync(tx =>
        {
            _room.Get<EventLog>().Append(tx, happened);
            return Task.CompletedTask;
        }, Ct);
        return (await _room.Registry.EventsAsync())[^1];
    }

    private async Task<Dictionary<string, Explanation>> ExplainAsync(LoggedEvent happened) =>
        (await _room.Get<ExplanationOperations>().ExplainAsync(_room.Viewer, AutomationsRoom.Team, happened.Id.ToString(), Ct)).Value
            .Automations.ToDictionary(one => one.Name);

    private async Task<string> CountAsync(params string[] names)
    {
        var counts = new List<int>();
        foreach (var name in names)
        {
            counts.Add((await _room.ExecutionsAsync(name)).Count);
        }
        return string.Join(' ', counts);
    }
}

public sealed class SqliteToldTests() : ToldConformance(TestEngine.Sqlite);

public sealed class PostgresToldTests() : ToldConformance(TestEngine.Postgres);
