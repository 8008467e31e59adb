using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Testing.Launch;

namespace Slipway.Tests.Launch;

/// <summary>What is not queued, which field is to blame, and that nothing is left behind.</summary>
public sealed class EnqueueRefusalTests : IAsyncLifetime
{
    private LaunchStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await LaunchStage.CreateAsync();
        await _stage.QueueAsync("cpu");
        await _stage.QueueAsync(new QueueSettings { Name = "box", Resource = QueueResource.Docker, MaxQueued = 1 });
        await _stage.JobAsync("train", """{"type":"object","properties":{"epochs":{"type":"integer"}}}""");
        await _stage.JobAsync("pic", new JobSourceBody { Type = JobSources.Image, Image = "alpine:3" });
        await _stage.PublishAsync("clf");
        await _stage.FoundTeamAsync("other");
    }

    public async ValueTask DisposeAsync()
    {
        await AssertNothingIsLeftAsync();
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("vision/iris/nobody", null, "job", ErrorCodes.JobMissing)]
    [InlineData("nobody/iris/train", null, "job", ErrorCodes.JobMissing)]
    [InlineData("train", null, "job", ErrorCodes.JobMissing)]
    [InlineData("vision/iris/clf", null, "job", ErrorCodes.JobMissing)]
    [InlineData("vision/iris/train", "v7", "jobVersion", ErrorCodes.JobMissing)]
    [InlineData("vision/iris/train:nobody", null, "jobVersion", ErrorCodes.JobMissing)]
    [InlineData("vision/iris/pic", null, "job", ErrorCodes.JobInvalid)]
    public Task A_job_must_be_there_and_fit_the_queue(string job, string? version, string field, string code) =>
        RefusedAsync("cpu", request => request with { Job = job, JobVersion = version }, field, code);

    [Theory]
    [InlineData("nobody")]
    [InlineData("model-registry")]
    public Task The_project_is_one_of_the_team_and_not_the_registry(string project) =>
        RefusedAsync("cpu", request => request with { Project = project }, "project", ErrorCodes.ProjectMissing);

    [Theory]
    [InlineData("""{"runConfig":[]}""", "overrides.runConfig")]
    [InlineData("""{"runConfig":{"epochs":"three"}}""", "overrides.runConfig")]
    [InlineData("""{"runConfig":{"a":{"m":["wandb-artifact://vision/iris/nobody:v0"]}}}""", "overrides.runConfig.a.m[0]")]
    [InlineData("""{"runConfig":{"m":"wandb-artifact://broken"}}""", "overrides.runConfig.m")]
    [InlineData("""{"runConfig":{"m":"wandb-artifact://_id/QXJ0aWZhY3Q6OTk5OQ=="}}""", "overrides.runConfig.m")]
    [InlineData("""{"artifacts":{"m":"vision/iris/clf:nobody"}}""", "overrides.artifacts.m")]
    [InlineData("""{"artifacts":{"m":7}}""", "overrides.artifacts")]
    [InlineData("""{"args":["a\u0000"]}""", "overrides.args")]
    public Task Overrides_are_checked_and_the_field_is_named(string overrides, string field) =>
        RefusedAsync("cpu", request => request with { Overrides = JsonSerializer.Deserialize(overrides, ApiJson.Default.OverridesBody) },
            field, ErrorCodes.OverrideInvalid);

    [Theory]
    [InlineData("cpu", """{"memory":"2g"}""", "resourceArgs.memory", ErrorCodes.ArgumentRefused)]
    [InlineData("box", """{"privileged":true}""", "resourceArgs.privileged", ErrorCodes.ArgumentRefused)]
    [InlineData("box", """{"memory":true}""", "resourceArgs.memory", ErrorCodes.ResourceInvalid)]
    [InlineData("box", "[]", "resourceArgs", ErrorCodes.ResourceInvalid)]
    public Task Resource_arguments_are_refused_by_name(string queue, string arguments, string field, string code) =>
        RefusedAsync(queue, request => request with { ResourceArgs = JsonElement.Parse(arguments) }, field, code);

    [Fact]
    public Task A_variable_that_the_queue_does_not_have_is_refused() =>
        RefusedAsync("cpu", request => request with { TemplateVariables = JsonElement.Parse("""{"n":1}""") }, "templateVariables", ErrorCodes.VariableInvalid);

    [Fact]
    public async Task What_is_given_and_what_comes_of_it_has_an_end()
    {
        await _stage.QueueAsync(new QueueSettings
        {
            Name = "filled",
            Resource = QueueResource.Docker,
            Config = JsonElement.Parse($"{{\"command\":[{string.Join(',', Enumerable.Repeat("\"{{x}}{{x}}\"", 500))}],\"env\":\"{new string('e', 100_000)}\"}}"),
            TemplateVariables = [new TemplateVariableBody { Name = "x", Schema = JsonElement.Parse("""{"type":"string","default":""}""") }],
        });
        static JsonElement Text(string name, int length) => JsonElement.Parse($"{{\"{name}\":\"{new string('v', length)}\"}}");

        await RefusedAsync("filled", request => request with { TemplateVariables = Text("x", 1_000) }, "templateVariables", ErrorCodes.ResourceInvalid);
        await RefusedAsync("filled", request => request with { TemplateVariables = Text("x", 300_000) }, "templateVariables", ErrorCodes.ResourceInvalid);
        await RefusedAsync("filled", request => request with { ResourceArgs = Text("command", 300_000) }, "resourceArgs", ErrorCodes.ResourceInvalid);
        await RefusedAsync("filled", request => request with { ResourceArgs = Text("command", 200_000) }, "resourceArgs", ErrorCodes.ResourceInvalid);
    }

    [Fact]
    public async Task Names_priorities_and_keys_have_bounds()
    {
        await RefusedAsync("cpu", request => request with { Priority = 4 }, "priority", ErrorCodes.Invalid);
        await RefusedAsync("cpu", request => request with { RunName = "" }, "runName", ErrorCodes.Invalid);
        await RefusedAsync("cpu", request => request with { DedupeKey = new string('k', 256) }, "dedupeKey", ErrorCodes.Invalid);
    }

    [Fact]
    public async Task Viewers_queue_nothing()
    {
        var refusal = (await _stage.TryEnqueueAsync(by: _stage.Viewer)).Refusal!;
        Assert.Equal(ErrorCodes.Forbidden, refusal.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _stage.TryEnqueueAsync("nobody")).Refusal!.Code);
    }

    [Fact]
    public async Task M17_an_artifact_of_a_team_that_the_caller_does_not_see_is_no_input()
    {
        var stranger = await _stage.FoundTeamAsync("third");
        var secret = await _stage.PublishAsync("secret", team: "third", by: stranger);
        await RefusedAsync("cpu", request => request with { Overrides = new OverridesBody { RunConfig = JsonElement.Parse($$"""{"m":"wandb-artifact://{{secret}}"}""") } },
            "overrides.runConfig.m", ErrorCodes.OverrideInvalid);
    }

    [Fact]
    public async Task F_24_what_no_program_can_be_started_with_is_refused_with_the_limit()
    {
        var artifacts = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"{i:D100}\":\"vision/iris/clf:v0\""));
        Assert.Contains("131,071", await TooLargeAsync(new OverridesBody { Artifacts = JsonElement.Parse($"{{{artifacts}}}") }, "overrides.artifacts"), StringComparison.Ordinal);

        var config = string.Join(',', Enumerable.Range(0, 900).Select(i => $"\"{i:D140}\":\"wandb-artifact://vision/iris/clf:v0\""));
        Assert.Contains("131,071", await TooLargeAsync(new OverridesBody { RunConfig = JsonElement.Parse($"{{{config}}}") }, "overrides.runConfig"), StringComparison.Ordinal);

        Assert.Contains("131,071", await TooLargeAsync(new OverridesBody { Args = ["--text", new string('é', 65_536)] }, "overrides.args"), StringComparison.Ordinal);
        Assert.Contains("131,071", await TooLargeAsync(new OverridesBody { EntryPoint = [new string('a', 131_072)] }, "overrides.entryPoint"), StringComparison.Ordinal);
        Assert.Contains("2,097,152", await TooLargeAsync(new OverridesBody { Args = [.. Enumerable.Repeat(new string('a', 2_100), 1_000)] }, "overrides"), StringComparison.Ordinal);

        await _stage.JobAsync("long", new JobSourceBody { Type = JobSources.Image, Image = "alpine:3", Args = [new string('a', 131_072)] });
        await RefusedAsync("box", request => request with { Job = "vision/iris/long" }, "job", ErrorCodes.JobInvalid);
    }

    private async Task<string> TooLargeAsync(OverridesBody overrides, string field)
    {
        await RefusedAsync("cpu", request => request with { Overrides = overrides }, field, ErrorCodes.OverrideInvalid);
        return (await _stage.TryEnqueueAsync("cpu", request => request with { Overrides = overrides })).Refusal!.Errors![field][0];
    }

    private async Task RefusedAsync(string queue, Func<EnqueueItemRequest, EnqueueItemRequest> with, string field, string code)
    {
        var refusal = (await _stage.TryEnqueueAsync(queue, with)).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal((code, field), (refusal.Code, refusal.Errors!.Keys.Single()));
    }

    private async Task AssertNothingIsLeftAsync()
    {
        foreach (var table in (string[])["queue_items", "item_transitions", "runs", "run_artifacts"])
        {
            Assert.Equal(0, (await _stage.QueryAsync<long>($"select count(*) from {table}"))[0]);
        }
    }
}
