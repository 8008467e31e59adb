using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Automations.Matching;

public sealed class EventMatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly LoggedEvent Happened = new()
    {
        Id = new EventId(7),
        Type = EventTypes.AddArtifactAlias,
        TeamId = new TeamId(1),
        Team = "vision",
        Project = "model-registry",
        ScopeKind = ScopeKind.Registry,
        CollectionId = 3,
        RegisteredModel = "Iris",
        Version = "v1",
        Alias = "prod-eu",
        Actor = "ada",
        At = Noon,
    };

    private static readonly AutomationVersion Listening = new()
    {
        Id = default,
        AutomationId = default,
        Name = "deploy",
        TeamId = new TeamId(1),
        CollectionId = 3,
        Settings = new AutomationSettings
        {
            Name = "deploy",
            Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias },
            Action = new WebhookAction { Webhook = "ci" },
        },
        ValidFrom = Noon.AddHours(-1),
    };

    private static AutomationVersion On(ScopeType scope, string? name, AutomationEvent happening) => Listening with
    {
        CollectionId = null,
        Settings = Listening.Settings with { Scope = new AutomationScope { Type = scope, Name = name }, Event = happening },
    };

    private static AutomationVersion Fitting(string aliases) => Listening with { Settings = Listening.Settings.Matching(aliases) };

    [Fact]
    public void M3_an_automation_on_a_model_answers_that_model_alone()
    {
        Assert.True(EventMatch.Matches(Listening, Happened));
        Assert.False(EventMatch.Matches(Listening, Happened with { CollectionId = 4 }));
        Assert.False(EventMatch.Matches(Listening, Happened with { CollectionId = null }));
    }

    [Fact]
    public void M3_an_automation_on_the_registry_answers_every_model_of_its_team()
    {
        var wide = Listening with { CollectionId = null };
        Assert.True(EventMatch.Matches(wide, Happened));
        Assert.True(EventMatch.Matches(wide, Happened with { CollectionId = 4 }));
        Assert.False(EventMatch.Matches(wide, Happened with { TeamId = new TeamId(2) }));
    }

    [Theory]
    [InlineData(ScopeKind.Project)]
    [InlineData(ScopeKind.Team)]
    public void Events_outside_the_registry_are_never_answered(ScopeKind kind)
    {
        Assert.False(EventMatch.Matches(Listening, Happened with { ScopeKind = kind }));
        Assert.False(EventMatch.Matches(Listening with { CollectionId = null }, Happened with { ScopeKind = kind }));
    }

    [Theory]
    [InlineData(ScopeType.Artifact, "lab/weights", 9L, true)]
    [InlineData(ScopeType.Artifact, "lab/weights", 8L, false)]
    [InlineData(ScopeType.Project, "lab", null, true)]
    [InlineData(ScopeType.Project, "other", null, false)]
    [InlineData(ScopeType.Team, null, null, false)]
    [InlineData(ScopeType.Registry, null, null, false)]
    public void A_published_version_is_answered_on_its_artifact_and_in_its_project(ScopeType scope, string? name, long? collection, bool answers) =>
        Assert.Equal(answers, EventMatch.Matches(
            On(scope, name, new AutomationEvent { Type = AutomationEventType.CreateArtifact }) with { CollectionId = collection },
            Happened with { Type = EventTypes.CreateArtifact, ScopeKind = ScopeKind.Project, Project = "lab", CollectionId = 9, Artifact = "weights", RegisteredModel = null }));

    [Theory]
    [InlineData(EventTypes.WebhookDisabled)]
    [InlineData(EventTypes.WorkSetAside)]
    public void What_happens_to_the_team_is_answered_for_the_team(string type)
    {
        var happened = Happened with { Type = type, ScopeKind = ScopeKind.Team, Project = null, CollectionId = null };
        AutomationVersion Listening(ScopeType scope) => On(scope, null, new AutomationEvent { Type = EnumWords.Find<AutomationEventType>(type)!.Value });
        Assert.True(EventMatch.Matches(Listening(ScopeType.Team), happened));
        Assert.False(EventMatch.Matches(Listening(ScopeType.Registry), happened));
        Assert.False(EventMatch.Matches(Listening(ScopeType.Team), happened with { TeamId = new TeamId(2) }));
    }

    [Fact]
    public void What_keeps_an_automation_from_answering_is_named()
    {
        Assert.Equal(MatchVerdict.Matches, EventMatch.Judge(Listening, Happened));
        Assert.Equal(MatchVerdict.OtherType, EventMatch.Judge(Listening, Happened with { Type = EventTypes.LinkArtifact }));
        Assert.Equal(MatchVerdict.OtherScope, EventMatch.Judge(Listening, Happened with { CollectionId = 4 }));
        Assert.Equal(MatchVerdict.Pattern, EventMatch.Judge(Fitting("^x"), Happened));
        Assert.Equal(MatchVerdict.Later, EventMatch.Judge(Listening with { ValidFrom = Noon.AddHours(1) }, Happened));
        Assert.Equal(MatchVerdict.Earlier, EventMatch.Judge(Listening with { ValidTo = Noon }, Happened));
    }

    [Fact]
    public void Each_type_of_event_is_answered_by_its_own_automations_alone()
    {
        foreach (var listened in EventRules.Types)
        {
            foreach (var raised in EventRules.Types)
            {
                Assert.Equal(listened == raised, EventMatch.Matches(
                    On(ScopeType.Registry, null, new AutomationEvent { Type = listened }), Happened with { Type = EnumWords.Of(raised) }));
            }
        }
    }

    [Theory]
    [InlineData("prod", "prod-eu", true)]
    [InlineData("eu", "prod-eu", true)]
    [InlineData("^prod$", "prod-eu", false)]
    [InlineData("^prod", "preprod", false)]
    [InlineData("prod|staging", "to-staging", true)]
    [InlineData("PROD", "prod", false)]
    [InlineData("(?i)PROD", "prod", true)]
    [InlineData("", "anything", true)]
    [InlineData("prod", null, false)]
    public void M2_the_pattern_matches_anywhere_in_the_alias(string pattern, string? alias, bool fits) =>
        Assert.Equal(fits, EventMatch.Matches(Fitting(pattern), Happened with { Alias = alias }));

    [Theory]
    [InlineData("^gold", "gold-standard", true)]
    [InlineData("^gold", "old-gold", false)]
    [InlineData("gold", null, false)]
    public void The_tag_pattern_matches_the_tag(string pattern, string? tag, bool fits) =>
        Assert.Equal(fits, EventMatch.Matches(
            On(ScopeType.Registry, null, new AutomationEvent { Type = AutomationEventType.AddArtifactTag, TagPattern = pattern }),
            Happened with { Type = EventTypes.AddArtifactTag, Alias = null, Tag = tag }));

    [Theory]
    [InlineData(ScopeType.Project, "lab", null, null, true)]
    [InlineData(ScopeType.Project, "other", null, null, false)]
    [InlineData(ScopeType.Team, null, null, null, true)]
    [InlineData(ScopeType.Team, null, "finished failed", "^train", true)]
    [InlineData(ScopeType.Team, null, "running", null, false)]
    [InlineData(ScopeType.Team, null, null, "^evaluate", false)]
    [InlineData(ScopeType.Registry, null, null, null, false)]
    [InlineData(ScopeType.RegisteredModel, "lab", null, null, false)]
    public void M17_a_state_of_a_run_is_answered_where_it_happened_by_those_that_ask_for_it(
        ScopeType scope, string? name, string? states, string? pattern, bool answers) =>
        Assert.Equal(answers, EventMatch.Matches(
            On(scope, name, new AutomationEvent
            {
                Type = AutomationEventType.RunState,
                States = states?.Split(' '),
                RunFilter = pattern is null ? null : new RunNameFilter(pattern),
            }),
            Happened with { Type = EventTypes.RunState, ScopeKind = ScopeKind.Project, Project = "lab", CollectionId = null, Run = "abc", After = "\"finished\"" },
            "train 7"));

    [Theory]
    [InlineData(5L, 5L, true)]
    [InlineData(5L, 6L, false)]
    [InlineData(null, 5L, false)]
    [InlineData(null, null, false)]
    public void M17_a_metric_is_answered_by_the_automation_whose_watch_it_is_alone(long? listened, long? fired, bool answers) =>
        Assert.Equal(answers, EventMatch.Matches(
            On(ScopeType.Team, null, new AutomationEvent { Type = AutomationEventType.RunMetric }) with { WatchId = listened },
            Happened with { Type = EventTypes.RunMetric, ScopeKind = ScopeKind.Project, Project = "lab", CollectionId = null, WatchId = fired }));

    [Fact]
    public void A_pattern_that_cannot_be_read_matches_nothing() =>
        Assert.False(EventMatch.Matches(Fitting("("), Happened));

    [Theory]
    [InlineData(-60, null, true)]
    [InlineData(0, null, true)]
    [InlineData(1, null, false)]
    [InlineData(-60, 1, true)]
    [InlineData(-60, 0, false)]
    [InlineData(-60, -1, false)]
    public void A_version_answers_from_its_first_moment_until_before_its_last(int from, int? to, bool answers) =>
        Assert.Equal(answers, EventMatch.Matches(
            Listening with { ValidFrom = Noon.AddMinutes(from), ValidTo = to is { } end ? Noon.AddMinutes(end) : null }, Happened));

    [Fact]
    public void Of_the_versions_of_one_automation_exactly_one_answers_an_event()
    {
        AutomationVersion[] versions =
        [
            Listening with { ValidFrom = Noon.AddHours(-2), ValidTo = Noon.AddHours(-1) },
            Listening with { ValidFrom = Noon.AddHours(-1), ValidTo = Noon },
            Listening with { ValidFrom = Noon, ValidTo = Noon.AddHours(1) },
            Listening with { ValidFrom = Noon.AddHours(1) },
        ];
        foreach (var minute in Enumerable.Range(-119, 300))
        {
            Assert.Single(versions, version => EventMatch.Matches(version, Happened with { At = Noon.AddMinutes(minute) }));
        }
    }
}
