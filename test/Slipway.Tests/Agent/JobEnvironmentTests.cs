using System.Text.Json;
using Slipway.Agent.Attempts;
using Slipway.Agent.Policies;
using Slipway.Agent.Settings;
using Slipway.Api.Agents;

namespace Slipway.Tests.Agent;

public sealed class JobEnvironmentTests
{
    private static readonly Uri Server = new("https://slipway.example/");

    [Fact]
    public void M17_a_job_gets_what_the_wandb_client_and_our_own_scripts_read()
    {
        var variables = JobEnvironment.Contract(
            Specs.Of(7, "python") with { RunConfig = JsonDocument.Parse("""{"lr":0.1}""").RootElement }, Server);

        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["SLIPWAY_API_KEY"] = Specs.JobKey,
                ["SLIPWAY_ATTEMPT"] = "1",
                ["SLIPWAY_ATTEMPT_ID"] = "a7",
                ["SLIPWAY_FENCE"] = "107",
                ["SLIPWAY_INPUTS"] = """{"model-in":"wandb-artifact://_id/42"}""",
                ["SLIPWAY_INPUT_MODEL_IN"] = "wandb-artifact://_id/42",
                ["SLIPWAY_ITEM"] = "7",
                ["SLIPWAY_PROJECT"] = "cats",
                ["SLIPWAY_RUN"] = "run7",
                ["SLIPWAY_TEAM"] = "vision",
                ["SLIPWAY_URL"] = "https://slipway.example",
                ["WANDB_API_KEY"] = Specs.JobKey,
                ["WANDB_ARTIFACTS"] = """{"_wandb_job":"vision/cats/train:v3","model-in":"wandb-artifact://_id/42"}""",
                ["WANDB_BASE_URL"] = "https://slipway.example",
                ["WANDB_CONFIG"] = """{"lr":0.1}""",
                ["WANDB_ENTITY"] = "vision",
                ["WANDB_LAUNCH"] = "True",
                ["WANDB_LAUNCH_QUEUE_ENTITY"] = "vision",
                ["WANDB_LAUNCH_QUEUE_NAME"] = "gpu",
                ["WANDB_LAUNCH_TRACE_ID"] = "7",
                ["WANDB_NAME"] = "a name",
                ["WANDB_PROJECT"] = "cats",
                ["WANDB_RUN_ID"] = "run7",
                ["WANDB_USERNAME"] = "ada",
            },
            new SortedDictionary<string, string>(variables, StringComparer.Ordinal));
    }

    [Fact]
    public void A_long_config_comes_in_pieces_that_join_to_the_whole()
    {
        var config = JsonDocument.Parse($$"""{"text":"{{string.Concat(Enumerable.Repeat("é😀", 30_000))}}"}""").RootElement;

        var variables = JobEnvironment.Contract(Specs.Of(1) with { RunConfig = config }, Server);

        Assert.False(variables.ContainsKey("WANDB_CONFIG"));
        var pieces = Enumerable.Range(0, 3).Select(part => variables[$"WANDB_CONFIG_{part}"]).ToArray();
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, JobVariables.MaxValueLength));
        Assert.All(pieces, piece => Assert.False(char.IsLowSurrogate(piece[0])));
        Assert.Equal(config.GetRawText(), string.Concat(pieces));
    }

    [Fact]
    public void A_process_gets_a_clean_environment_and_what_the_policy_passes()
    {
        var agent = new AgentEnvironment(new Dictionary<string, string>
        {
            ["PATH"] = "/opt/bin",
            ["AWS_SECRET"] = "no",
            ["CUDA_VISIBLE_DEVICES"] = "0",
            ["SLIPWAY_AGENT_TOKEN"] = "no",
            ["WANDB_API_KEY"] = "the agent user's own",
        });
        var policy = new LocalPolicy { PassEnvironment = ["CUDA_VISIBLE_DEVICES", "SLIPWAY_AGENT_TOKEN", "WANDB_API_KEY"] };

        var variables = JobEnvironment.OfProcess(Specs.Of(1), Server, "/work", policy, agent);

        Assert.Equal("/opt/bin", variables["PATH"]);
        Assert.Equal("/work", variables["HOME"]);
        Assert.Equal("0", variables["CUDA_VISIBLE_DEVICES"]);
        Assert.Equal(Specs.JobKey, variables["WANDB_API_KEY"]);
        Assert.DoesNotContain("AWS_SECRET", variables.Keys);
        Assert.DoesNotContain("SLIPWAY_AGENT_TOKEN", variables.Keys);
    }

    [Fact]
    public void The_jobs_key_and_what_the_policy_names_are_masked() =>
        Assert.Equal(
            [Specs.JobKey, "s3cret"],
            JobEnvironment.Secrets(
                Specs.Of(1),
                new LocalPolicy { MaskEnvironment = ["TOKEN", "MISSING"] },
                new AgentEnvironment(new Dictionary<string, string> { ["TOKEN"] = "s3cret" })));
}
