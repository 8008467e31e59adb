using Slipway.Access;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Webhooks.Payloads;
using Xunit;

namespace Slipway.Tests.Automations.Actions;

public sealed class EventValuesTests
{
    private const string Every =
        """
        {"v":"${event_type}|${event_author}|${artifact_version}|${artifact_version_string}|${artifact_version_index}|${artifact_collection_name}|${project_name}|${entity_name}|${alias}|${tag}|${automation_name}"}
        """;

    private static LoggedEvent Happening(string type, bool ofVersion, string? alias = null, string? tag = null) => new()
    {
        Id = new EventId(1),
        Type = type,
        TeamId = new TeamId(1),
        Team = "vision",
        Project = "model-registry",
        ScopeKind = ScopeKind.Registry,
        CollectionId = 3,
        RegisteredModel = "Iris",
        ArtifactVersionId = ofVersion ? 517889887 : null,
        Version = ofVersion ? "v12" : null,
        Alias = alias,
        Tag = tag,
        Actor = "ada",
        At = DateTimeOffset.UnixEpoch,
    };

    private static string Render(LoggedEvent happened, string payload = Every, string? metadata = null)
    {
        var rendered = PayloadTemplate.Parse(payload).Value.Render(EventValues.Of(happened, "deploy", metadata)).Value;
        return System.Text.Json.JsonDocument.Parse(rendered.Masked()).RootElement.GetProperty("v").GetString()!;
    }

    [Theory]
    [InlineData(EventTypes.LinkArtifact, null, null, "vision/model-registry/Iris:v12")]
    [InlineData(EventTypes.UnlinkArtifact, null, null, "vision/model-registry/Iris:v12")]
    [InlineData(EventTypes.AddArtifactAlias, "prod", null, "vision/model-registry/Iris:prod")]
    [InlineData(EventTypes.RemoveArtifactAlias, "prod", null, "vision/model-registry/Iris:v12")]
    [InlineData(EventTypes.AddArtifactTag, null, "gold", "vision/model-registry/Iris:v12")]
    [InlineData(EventTypes.RemoveArtifactTag, null, "gold", "vision/model-registry/Iris:v12")]
    public void M7_an_event_of_a_version_fills_every_variable_that_applies(string type, string? alias, string? tag, string version) =>
        Assert.Equal(
            $"{type}|ada|wandb-artifact://_id/QXJ0aWZhY3Q6NTE3ODg5ODg3|{version}|12|Iris|model-registry|vision|{alias}|{tag}|deploy",
            Render(Happening(type, ofVersion: true, alias, tag)));

    [Fact]
    public void M17_an_event_of_a_run_fills_the_variables_of_runs_and_of_its_metric()
    {
        const string payload = """{"v":"${run_name}|${run_status}|${metric_name}|${metric_values}|${artifact_version}"}""";
        var happened = Happening(EventTypes.RunState, ofVersion: false) with { Project = "lab", RegisteredModel = null, Run = "abc", After = "\"finished\"" };
        Assert.Equal("abc|finished|||", Render(happened, payload));
        Assert.Equal("abc||loss|0.25|", Render(happened with { Type = EventTypes.RunMetric, Metric = "loss", After = "0.25" }, payload));
    }

    [Theory]
    [InlineData(EventTypes.CreateCollection, null)]
    [InlineData(EventTypes.DeleteCollection, null)]
    [InlineData(EventTypes.AddCollectionTag, "gold")]
    [InlineData(EventTypes.RemoveCollectionTag, "gold")]
    public void M7_an_event_of_a_model_leaves_the_version_empty(string type, string? tag) =>
        Assert.Equal($"{type}|ada||||Iris|model-registry|vision||{tag}|deploy", Render(Happening(type, ofVersion: false, tag: tag)));

    [Fact]
    public void Every_event_that_can_be_listened_to_is_covered_here()
    {
        var covered = typeof(EventValuesTests).GetMethods().SelectMany(test => test.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .SelectMany(attribute => (IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => argument.Value as string);
        Assert.Empty(EventRules.Types.Select(EnumWords.Of).Except(covered));
    }

    [Fact]
    public void Metadata_is_read_by_its_key() =>
        Assert.Equal("0.97/", Render(Happening(EventTypes.LinkArtifact, ofVersion: true),
            """{"v":"${artifact_metadata.accuracy}/${artifact_metadata.loss}"}""", """{"accuracy":0.97}"""));

    [Fact]
    public void M7_a_value_cannot_break_out_of_its_string() =>
        Assert.Equal("x\",\"admin\":true,\"y\":\"${event_author}", Render(
            Happening(EventTypes.AddArtifactAlias, ofVersion: true, "x\",\"admin\":true,\"y\":\"${event_author}"), """{"v":"${alias}"}"""));
}
