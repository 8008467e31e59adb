using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;

namespace Slipway.Tests.Agent;

/// <summary>What a server would tell an agent to start.</summary>
internal static class Specs
{
    public const string JobKey = "slipway_job-0123456789abcdef";

    public static AttemptSpecBody Of(int item, params string[] command) => new()
    {
        Id = $"a{item}",
        Item = $"{item}",
        Attempt = 1,
        Fence = 100 + item,
        Team = "vision",
        Queue = "gpu",
        Project = "cats",
        Run = $"run{item}",
        RunName = "a name",
        Author = "ada",
        Resource = QueueResource.Process,
        Job = "vision/cats/train:v3",
        // The code is in the command itself: nothing is fetched.
        SourceType = "none",
        Command = command,
        Inputs = new Dictionary<string, string> { ["model-in"] = "wandb-artifact://_id/42" },
        StartTimeoutSeconds = 60,
        CancelGraceSeconds = 1,
        KillAtLeaseEnd = false,
        JobKey = JobKey,
    };

    public static AttemptSpecBody Image(string image, params string[] command) =>
        Of(1, command) with { Resource = QueueResource.Docker, SourceType = JobSources.Image, Image = image };
}
